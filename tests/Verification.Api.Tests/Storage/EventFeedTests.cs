using System.Net;
using System.Text;
using KubeCredential.Events;
using Microsoft.Extensions.Options;
using Verification.Api.Rebuild;

namespace Verification.Api.Tests.Storage;

/// <summary>What a rebuild reads from the issuer's event store.</summary>
public sealed class EventFeedTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_item_is_read_as_the_event_that_the_stream_carried()
    {
        var issued = TestEvents.Issued(expiry: "2030-12-31");
        var suspended = issued.Then(EventTypes.CredentialSuspended, StatusReason.Fraud);
        var standing = TestEvents.Issued();
        CredentialEvent[] events = [issued.WithoutContent(), suspended.WithoutContent(), standing, suspended.Then(EventTypes.CredentialErased)];

        var page = await ReadAsync([.. events.Select(ItemOf)]);

        Assert.Equal(events, page.Changes.Select(one => one.Event with { RetryCount = issued.RetryCount, MaxRetries = issued.MaxRetries }));
        Assert.Equal((4, "7.7", true, 8, 9), (page.Events, page.NextAfter, page.UpToDate, page.SettledBefore, page.BegunBefore));
    }

    [Fact]
    public async Task An_item_from_an_issuer_of_before_needs_no_status()
    {
        var issued = TestEvents.Issued();
        var item = $$"""{"eventType":"CREDENTIAL_ISSUED","eventId":"{{issued.EventId}}","timestamp":"2026-01-31T08:15:30.123Z","version":1,"correlationId":"{{issued.CorrelationId}}","contentHash":"{{issued.ContentHash}}","contentSalt":"{{issued.ContentSalt}}","credential":{{issued.Credential}}}""";

        Assert.Equal(issued, Assert.Single((await ReadAsync([item])).Changes).Event with { RetryCount = issued.RetryCount, MaxRetries = issued.MaxRetries });
    }

    [Theory]
    [InlineData("\"version\":2", "\"version\":\"2\"")]
    [InlineData("\"state\":\"suspended\"", "\"state\":\"active\"")]
    [InlineData("Ada", "Eve")]
    [InlineData("\"contentSalt\":\"", "\"contentSalt\":\"0")]
    public async Task A_page_that_contradicts_itself_is_refused(string from, string to)
    {
        var item = ItemOf(TestEvents.Issued().Then(EventTypes.CredentialSuspended));
        Assert.Contains(from, item, StringComparison.Ordinal);

        await Assert.ThrowsAsync<EventFormatException>(() => ReadAsync([item.Replace(from, to, StringComparison.Ordinal)]));
    }

    private static string ItemOf(CredentialEvent one) =>
        $$"""
        {"eventType":"{{one.EventType}}","eventId":"{{one.EventId}}","timestamp":"{{one.Timestamp:O}}","version":{{one.Version}},"correlationId":"{{one.CorrelationId}}","credentialId":"{{one.CredentialId}}",
        "status":{{one.Status.ToJson()}},"contentHash":{{Text(one.ContentHash)}},"contentSalt":{{Text(one.ContentSalt)}},"credential":{{one.Credential ?? "null"}}}
        """;

    private static string Text(string? text) => text is null ? "null" : $"\"{text}\"";

    private static async Task<EventFeed.Page> ReadAsync(string[] items)
    {
        using var answer = new Answer($$"""{"items":[{{string.Join(',', items)}}],"nextAfter":"7.7","upToDate":true,"settledBefore":8,"begunBefore":9}""");
        using var http = new HttpClient(answer) { BaseAddress = new Uri("http://issuer.test") };
        return await new EventFeed(http, Options.Create(new RebuildOptions())).ReadAsync(null, Token);
    }

    private sealed class Answer(string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
    }
}
