using System.Net;

namespace Verification.Api.Tests.Api;

/// <summary>The stream of arriving credentials.</summary>
[Collection(SharedServiceTests.Name)]
public sealed class LiveTests(SharedService shared)
{
    private const string Stream = "api/v1/credentials/stream";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_known_is_told_at_once_and_what_arrives_when_it_does()
    {
        var (known, awaited) = (TestEvents.Issued(), TestEvents.Issued());
        await shared.Set.PublishAsync(known);
        await shared.Set.ArrivedAsync(known);

        await using var stream = await EventStreamReader.OpenAsync(shared.Set.Http, $"{Stream}?ids={awaited.CredentialId},{known.CredentialId}", Token);
        Assert.NotNull(await stream.NextAsync("hello", null, ServiceSet.Limit, Token));
        Assert.Equal(known.CredentialId, (await stream.NextAsync("credential", null, ServiceSet.Limit, Token))!.Value.GetProperty("credentialId").GetGuid());
        await shared.Set.PublishAsync(awaited);

        var arrived = (await stream.NextAsync("credential", null, ServiceSet.Limit, Token))!.Value;
        Assert.Equal(awaited.CredentialId, arrived.GetProperty("credentialId").GetGuid());
        Assert.Equal(awaited.Version, arrived.GetProperty("version").GetInt32());
        Assert.Equal(TimeSpan.Zero, arrived.GetProperty("syncedAt").GetDateTimeOffset().Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?ids=")]
    [InlineData("?ids=x")]
    public async Task Without_ids_it_is_a_bad_request(string query)
    {
        var said = await shared.Set.GetAsync($"{Stream}{query}", HttpStatusCode.BadRequest);

        Assert.True(said.GetProperty("errors").TryGetProperty("ids", out _));
    }
}
