using System.Net;
using KubeCredential.Messaging;

namespace Issuance.Api.Tests.Api;

/// <summary>The stream of live updates.</summary>
public abstract class LiveTests(IssuanceFixture issuance)
{
    private const string Stream = "api/v1/credentials/stream";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    public sealed class OnSqlite(SqliteIssuance issuance) : LiveTests(issuance), IClassFixture<SqliteIssuance>;

    public sealed class OnPostgres(PostgresIssuance issuance) : LiveTests(issuance), IClassFixture<PostgresIssuance>;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_credential_is_followed_on_another_replica_until_it_can_be_verified()
    {
        await using var replica = await issuance.StartServiceAsync();
        var id = (await issuance.Client.IssueOneAsync()).GetProperty("id").GetString()!;
        var entry = (await issuance.PublishedAsync(id))[0];

        await using var stream = await EventStreamReader.OpenAsync(replica.HttpClient, $"{Stream}?ids={id}", Token);
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType?.MediaType);
        Assert.True(stream.Response.Headers.CacheControl?.NoStore);
        Assert.NotNull(await stream.NextAsync("hello", null, s_limit, Token));
        var first = await stream.NextAsync("delivery", null, s_limit, Token);
        Assert.Equal(id, first!.Value.GetProperty("credentialId").GetString());
        Assert.NotNull(await stream.NextAsync("queues", data => data.GetProperty("redisConnected").GetBoolean() && data.GetProperty("newestCredentialId").GetString() is not null, s_limit, Token));

        await issuance.ConfirmAsync(entry, ConfirmationOutcome.Applied);

        Assert.NotNull(await stream.NextAsync("delivery", data => data.GetProperty("delivery").GetProperty("state").GetString() == "confirmed", s_limit, Token));
    }

    [Fact]
    public async Task Queues_are_told_when_something_is_issued()
    {
        await using var stream = await EventStreamReader.OpenAsync(issuance.Service.HttpClient, Stream, Token);
        Assert.NotNull(await stream.NextAsync("queues", null, s_limit, Token));

        var id = (await issuance.Client.IssueOneAsync()).GetProperty("id").GetString();

        Assert.NotNull(await stream.NextAsync("queues", data => data.GetProperty("newestCredentialId").GetString() == id, s_limit, Token));
    }

    [Fact]
    public async Task An_open_stream_does_not_hold_up_the_end_of_the_service()
    {
        var replica = await issuance.StartServiceAsync();
        await using (replica)
        {
            await using var stream = await EventStreamReader.OpenAsync(replica.HttpClient, Stream, Token);
            Assert.NotNull(await stream.NextAsync("hello", null, s_limit, Token));
            var ended = stream.NextAsync("never", null, s_limit, Token);

            Assert.Equal(0, await replica.StopAsync(cancellationToken: Token).WaitAsync(TimeSpan.FromSeconds(15), Token));
            Assert.Null(await ended);
        }
    }

    [Fact]
    public async Task One_stream_too_many_is_told_to_come_later()
    {
        await using var replica = await issuance.StartServiceAsync(("Limits__Connections__MostStreams", "20"), ("Limits__Connections__MostStreamsPerClient", "20"));
        using var client = replica.CreateClient(TestKeys.All);
        var streams = new List<EventStreamReader>();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                streams.Add(await EventStreamReader.OpenAsync(client, Stream, Token));
                Assert.Equal(HttpStatusCode.OK, streams[^1].Response.StatusCode);
            }

            await using (var refused = await EventStreamReader.OpenAsync(client, Stream, Token))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Response.StatusCode);
                Assert.NotNull(refused.Response.Headers.RetryAfter);
            }

            await streams[0].DisposeAsync();
            await Eventually.TrueAsync(
                async token =>
                {
                    streams.Add(await EventStreamReader.OpenAsync(client, Stream, token));
                    return streams[^1].Response.IsSuccessStatusCode;
                },
                s_limit, "a client that goes makes room", Token);
        }
        finally
        {
            foreach (var stream in streams)
                await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_timeline_has_every_step_of_each_range_and_counts_what_is_issued_and_delivered()
    {
        var id = (await issuance.Client.IssueOneAsync()).GetProperty("id").GetString()!;
        await issuance.ConfirmAsync((await issuance.PublishedAsync(id))[0], ConfirmationOutcome.Applied);

        var said = await Eventually.ResultAsync(
            _ => issuance.Client.GetAsync("/admin/timeline"),
            static answer => answer["delivered"].GetInt64() > 0 && answer["issued"].GetInt64() > 0,
            s_limit, "the minute is counted", Token);

        Assert.Equal((60, 60), (said["stepSeconds"].GetInt32(), said["points"].GetArrayLength()));
        foreach (var (range, step, steps) in new[] { ("1h", 60, 60), ("24h", 900, 96), ("7d", 3_600, 168) })
        {
            var timeline = await issuance.Client.GetAsync($"/admin/timeline?range={range}");
            Assert.Equal((step, steps), (timeline["stepSeconds"].GetInt32(), timeline["points"].GetArrayLength()));
            Assert.Equal(TimeSpan.FromSeconds(step * steps), timeline["to"].GetDateTimeOffset() - timeline["from"].GetDateTimeOffset());
            Assert.Equal(timeline["delivered"].GetInt64(), timeline["points"].EnumerateArray().Sum(static point => point.GetProperty("delivered").GetInt64()));
            Assert.InRange(timeline["lag"].GetProperty("p50Ms").GetInt64(), 0, timeline["lag"].GetProperty("p95Ms").GetInt64());
            Assert.InRange(timeline["lag"].GetProperty("p99Ms").GetInt64(), timeline["lag"].GetProperty("p95Ms").GetInt64(), timeline["lag"].GetProperty("maxMs").GetInt64());
            Assert.All(timeline["points"].EnumerateArray(), static point =>
                Assert.Equal(point.GetProperty("delivered").GetInt64() == 0, point.GetProperty("lag").ValueKind == System.Text.Json.JsonValueKind.Null));
        }

        (await issuance.Client.GetAsync("/admin/timeline?range=1y")).AssertProblem(HttpStatusCode.BadRequest, "range");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("01890a5d-ac96-774b-bcce-b302099a8057,x")]
    public async Task Bad_ids_are_a_bad_request(string ids) =>
        (await issuance.Client.GetAsync($"/{Stream}?ids={ids}")).AssertProblem(HttpStatusCode.BadRequest, "ids");

    [Theory]
    [InlineData("id=x", "id")]
    [InlineData("state=lost", "state")]
    [InlineData("holder=", "holder")]
    [InlineData("type=a%0Ab", "type")]
    public async Task Bad_filters_are_a_bad_request(string query, string field) =>
        (await issuance.Client.GetAsync($"/api/v1/credentials?{query}")).AssertProblem(HttpStatusCode.BadRequest, field);

    [Theory]
    [InlineData("field=holderName", "field")]
    [InlineData("field=issuerName&limit=51", "limit")]
    public async Task Bad_suggestions_are_a_bad_request(string query, string field) =>
        (await issuance.Client.GetAsync($"/api/v1/credentials/suggestions?{query}")).AssertProblem(HttpStatusCode.BadRequest, field);
}
