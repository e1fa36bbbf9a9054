using System.Diagnostics;
using Issuance.Api.Outbox;
using KubeCredential.Events;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Tests.Outbox;

/// <summary>An event that waits in memory to be published loses the content of a credential that is erased meanwhile.</summary>
public sealed class FreshEventsErasureTests : IDisposable
{
    private readonly OutboxSignal _signal = new();

    public void Dispose() => _signal.Dispose();

    [Fact]
    public void It_keeps_its_place_and_loses_its_content()
    {
        var options = Options.Create(new OutboxOptions());
        var fresh = new FreshEvents(new DeliveryStatus(options, TimeProvider.System), _signal, options, TimeProvider.System) { IsOpen = true };
        OutboxMessage[] messages = [Make(), Make(), Make()];
        Assert.True(fresh.TryExpect(3));
        fresh.Add(3, Stopwatch.GetTimestamp(), messages);

        fresh.Forget([messages[1].Event.CredentialId, Guid.NewGuid()]);

        Assert.Equal([messages[0], messages[1] with { Event = messages[1].Event.WithoutContent() }, messages[2]], fresh.Take(10));
    }

    private static OutboxMessage Make()
    {
        var id = Guid.CreateVersion7();
        return new OutboxMessage(
            new CredentialEvent(EventTypes.CredentialIssued, Guid.CreateVersion7(), DateTimeOffset.UnixEpoch, 1, 0, 5, "c", id, $$"""{"id":"{{id}}"}""") { ContentHash = new string('a', 64), ContentSalt = new string('b', 32) },
            0, 0, null, null);
    }
}
