using Issuance.Api.Outbox;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Issuance.Api.Tests.Storage;

/// <summary>When newly committed events are handed directly to the relay, and when they are not.</summary>
public sealed class FreshEventsTests : IDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly OutboxSignal _signal = new();
    private readonly DeliveryStatus _status;
    private readonly FreshEvents _fresh;

    public FreshEventsTests()
    {
        var options = Options.Create(new OutboxOptions { BatchSize = 5, Lease = Lease });
        _status = new DeliveryStatus(options, _time);
        _fresh = new FreshEvents(_status, _signal, options, _time) { IsOpen = true };
    }

    public void Dispose() => _signal.Dispose();

    [Fact]
    public void Nothing_is_taken_before_the_relay_works_or_while_an_operator_has_stopped_it()
    {
        _fresh.IsOpen = false;
        Assert.False(_fresh.TryExpect(1));
        _fresh.IsOpen = true;
        _status.Operator.Order(true);
        Assert.False(_fresh.TryExpect(1));
        _status.Operator.Order(false);
        Assert.True(_fresh.TryExpect(1));
    }

    [Fact]
    public void There_is_room_for_two_batches_with_what_is_expected()
    {
        Assert.True(_fresh.TryExpect(6));
        Assert.False(_fresh.TryExpect(5));
        Assert.True(_fresh.TryExpect(4));
        Add(6, written: 2);
        Assert.True(_fresh.TryExpect(4));
        Assert.False(_fresh.TryExpect(1));
        Assert.Equal(2, _fresh.Take(10).Count);
        Assert.True(_fresh.TryExpect(2));
    }

    [Fact]
    public void What_was_not_written_leaves_its_room()
    {
        Assert.True(_fresh.TryExpect(10));
        Add(10, written: 0);
        Assert.True(_fresh.TryExpect(10));
    }

    [Fact]
    public void What_has_waited_for_half_a_lease_is_left_to_the_table()
    {
        Assert.True(_fresh.TryExpect(2));
        var old = Add(1, written: 1);
        _time.Advance(Lease / 2 - TimeSpan.FromMilliseconds(1));
        var young = Add(1, written: 1);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var taken = _fresh.Take(10);
        Assert.DoesNotContain(old[0], taken);
        Assert.Equal(young, taken);
    }

    [Fact]
    public void The_table_is_said_to_be_due_once()
    {
        Add(0, written: 0);
        Assert.False(_signal.TakeDue());
        _signal.Set();
        Assert.True(_signal.TakeDue());
        Assert.False(_signal.TakeDue());
    }

    private OutboxMessage[] Add(int expected, int written)
    {
        OutboxMessage[] events = [.. Enumerable.Range(0, written).Select(static _ => OutboxMessage.Of(NewCredentials.Make().Fact, 5))];
        _fresh.Add(expected, _time.GetTimestamp(), events);
        return events;
    }
}
