using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.Messaging.Resilience;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace KubeCredential.Administration.Tests;

/// <summary>The endpoints over HTTP, in an application that has nothing else: what a service does behind them is in memory.</summary>
public sealed class EndpointTests : IAsyncLifetime
{
    private readonly SampleFailedEvents _events = new();
    private readonly SampleSwitch _switch = new();
    private WebApplication? _app;
    private HttpClient? _client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpClient Client => _client!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IFailedEvents<int>>(_events);
        builder.Services.AddSingleton<ICircuitSwitch>(_switch);
        _app = builder.Build();
        var admin = _app.MapGroup("/admin").RefusedWithoutRedis();
        admin.MapFailedEvents<int>(new FailedEventTexts("{id}", "Tries again", "handled", "It is gone."));
        admin.MapCircuitBreaker(new CircuitTexts("Stops", "Work is stopped.", "Work goes on."));
        await _app.StartAsync(Token);
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
    }

    [Fact]
    public async Task Pages_lead_through_all_dead_letters_once_and_the_last_one_leads_nowhere()
    {
        var (found, cursor, pages) = (new List<int>(), "", 0);
        do
        {
            var page = await GetAsync($"admin/dead-letters?limit=2{cursor}", HttpStatusCode.OK);
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(static one => one.GetInt32()));
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : "";
            pages++;
        }
        while (cursor.Length > 0);

        Assert.Equal([0, 1, 2, 3, 4], found);
        Assert.Equal(3, pages);
        Assert.Equal(JsonValueKind.Null, (await GetAsync("admin/dead-letters?limit=5", HttpStatusCode.OK)).GetProperty("nextCursor").ValueKind); // As many as are asked for are all.
        Assert.Empty((await GetAsync("admin/retry-queue", HttpStatusCode.OK)).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=x", "limit")]
    [InlineData("cursor=x", "cursor")]
    public async Task A_page_that_cannot_be_is_refused_by_the_name_of_its_parameter(string query, string parameter)
    {
        foreach (var list in (string[])["dead-letters", "retry-queue"])
            Assert.True((await GetAsync($"admin/{list}?{query}", HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty(parameter, out _));
    }

    [Fact]
    public async Task All_dead_letters_are_tried_again_or_those_that_are_named()
    {
        Assert.Equal("5 events are handled again.", Text(await SendAsync(HttpMethod.Post, "admin/reprocess-failed", null, HttpStatusCode.OK)));
        Assert.Equal("1 event is handled again.", Text(await SendAsync(HttpMethod.Post, "admin/reprocess-failed", new { ids = new[] { SampleFailedEvents.IdOf(3) } }, HttpStatusCode.OK)));
        foreach (var ids in (string[][])[[], ["x"], [.. Enumerable.Repeat(SampleFailedEvents.IdOf(1), 1001)]])
            Assert.True((await SendAsync(HttpMethod.Post, "admin/reprocess-failed", new { ids }, HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty("ids", out _));

        Assert.Equal(["reprocess all by anonymous", $"reprocess {SampleFailedEvents.IdOf(3)} by anonymous"], _events.Orders);
    }

    [Fact]
    public async Task Dead_letters_are_counted_by_cause_without_what_is_particular_to_each()
    {
        var all = await GetAsync("admin/dead-letters/causes", HttpStatusCode.OK);
        Assert.Equal([("The event … is too large.", 3), ("HTTP 500", 2)], CausesOf(all));
        Assert.Equal((5, true), (all.GetProperty("counted").GetInt32(), all.GetProperty("isComplete").GetBoolean()));
        Assert.Equal("2026-01-31T08:15:30.000Z", all.GetProperty("items")[0].GetProperty("newest").GetString());

        Assert.Equal([("HTTP 500", 1), ("The event … is too large.", 0)], CausesOf(await GetAsync("admin/dead-letters/causes?q=3", HttpStatusCode.OK)));
    }

    [Fact]
    public async Task A_search_goes_through_all_dead_letters_and_finds_each_once()
    {
        _events.Dead.Clear();
        _events.Dead.AddRange(SampleFailedEvents.RowsOf(450)); // Three portions.
        var (found, cursor) = (new List<int>(), "");
        do
        {
            var page = await GetAsync($"admin/dead-letters?limit=7&q=7&cause={Uri.EscapeDataString("HTTP 500")}{cursor}", HttpStatusCode.OK);
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(static one => one.GetInt32()));
            cursor = page.GetProperty("nextCursor").GetString() is { } next ? $"&cursor={Uri.EscapeDataString(next)}" : "";
        }
        while (cursor.Length > 0);
        Assert.Equal(Enumerable.Range(0, 450).Where(static one => one % 2 == 1 && one.ToString(CultureInfo.InvariantCulture).Contains('7', StringComparison.Ordinal)), found);

        Assert.Equal(450, (await GetAsync("admin/dead-letters/causes", HttpStatusCode.OK)).GetProperty("counted").GetInt32());
        Assert.Empty((await GetAsync("admin/dead-letters?q=4%20nowhere", HttpStatusCode.OK)).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_page_of_a_search_goes_on_where_it_stopped_looking()
    {
        _events.Dead.Clear();
        _events.Dead.AddRange(SampleFailedEvents.RowsOf(20_010));
        var first = await GetAsync("admin/dead-letters?q=20009", HttpStatusCode.OK);
        Assert.Empty(first.GetProperty("items").EnumerateArray());
        var second = await GetAsync($"admin/dead-letters?q=20009&cursor={Uri.EscapeDataString(first.GetProperty("nextCursor").GetString()!)}", HttpStatusCode.OK);
        Assert.Equal(20_009, Assert.Single(second.GetProperty("items").EnumerateArray()).GetInt32());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task Those_that_a_search_finds_are_tried_again_and_no_others()
    {
        Assert.Equal("2 events are handled again.", Text(await SendAsync(HttpMethod.Post, "admin/reprocess-failed", new { cause = "HTTP 500" }, HttpStatusCode.OK)));
        Assert.Equal("1 event is handled again.", Text(await SendAsync(HttpMethod.Post, "admin/reprocess-failed", new { cause = "HTTP 500", q = "3" }, HttpStatusCode.OK)));
        Assert.Equal("0 events are handled again.", Text(await SendAsync(HttpMethod.Post, "admin/reprocess-failed", new { cause = "HTTP 404" }, HttpStatusCode.OK)));
        Assert.Equal(
            [$"reprocess {SampleFailedEvents.IdOf(1)} {SampleFailedEvents.IdOf(3)} by anonymous", $"reprocess {SampleFailedEvents.IdOf(3)} by anonymous"],
            _events.Orders);

        _events.Orders.Clear();
        _events.Dead.Clear();
        _events.Dead.AddRange(SampleFailedEvents.RowsOf(2_402));
        Assert.Equal("1201 events are handled again.", Text(await SendAsync(HttpMethod.Post, "admin/reprocess-failed", new { cause = "The event … is too large." }, HttpStatusCode.OK)));
        Assert.Equal(2, _events.Orders.Count); // At most 1,000 at once.
    }

    [Theory]
    [InlineData("GET", "admin/dead-letters?q=", "q")]
    [InlineData("GET", "admin/dead-letters/causes?q=", "q")]
    [InlineData("GET", "admin/dead-letters?cause=", "cause")]
    [InlineData("POST", "q", "q")]
    [InlineData("POST", "cause", "cause")]
    public async Task A_search_that_is_too_long_is_refused_by_the_name_of_its_parameter(string method, string where, string parameter)
    {
        var tooLong = new string('x', 301);
        var answer = method == "GET"
            ? await GetAsync(where + tooLong, HttpStatusCode.BadRequest)
            : await SendAsync(HttpMethod.Post, "admin/reprocess-failed", new Dictionary<string, string> { [where] = tooLong }, HttpStatusCode.BadRequest);
        Assert.True(answer.GetProperty("errors").TryGetProperty(parameter, out _));
        Assert.Empty(_events.Orders);
    }

    [Fact]
    public async Task Dead_letters_are_named_or_searched_for_but_not_both()
    {
        foreach (var body in (object[])[new { ids = new[] { SampleFailedEvents.IdOf(3) }, cause = "HTTP 500" }, new { ids = new[] { SampleFailedEvents.IdOf(3) }, q = "3" }])
            Assert.True((await SendAsync(HttpMethod.Post, "admin/reprocess-failed", body, HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty("ids", out _));
        Assert.Empty(_events.Orders);
    }

    [Fact]
    public async Task A_dead_letter_is_taken_away_once_and_with_a_reason()
    {
        var path = $"admin/dead-letters/{SampleFailedEvents.IdOf(2)}";
        Assert.True((await SendAsync(HttpMethod.Delete, path, null, HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty("reason", out _));
        Assert.Empty(_events.Orders);

        Assert.Equal("It is gone.", Text(await SendAsync(HttpMethod.Delete, $"{path}?reason=Nobody%20misses%20it", null, HttpStatusCode.OK)));
        await SendAsync(HttpMethod.Delete, $"{path}?reason=Nobody%20misses%20it", null, HttpStatusCode.NotFound);
        await SendAsync(HttpMethod.Delete, "admin/dead-letters/x?reason=Nobody%20misses%20it", null, HttpStatusCode.NotFound);

        Assert.Equal(2, _events.Orders.Count); // What is no id is not looked for.
        Assert.Equal($"discard {SampleFailedEvents.IdOf(2)} because Nobody misses it by anonymous", _events.Orders[0]);
    }

    [Fact]
    public async Task The_breaker_is_opened_and_closed_and_its_state_told()
    {
        var stopped = await SendAsync(HttpMethod.Post, "admin/circuit-breaker", new { action = "isolate", reason = "maintenance" }, HttpStatusCode.OK);
        Assert.Equal(("Work is stopped.", "isolated"), (Text(stopped), stopped.GetProperty("circuitBreaker").GetProperty("state").GetString()));
        var goesOn = await SendAsync(HttpMethod.Post, "admin/circuit-breaker", new { action = "close" }, HttpStatusCode.OK);
        Assert.Equal(("Work goes on.", "closed"), (Text(goesOn), goesOn.GetProperty("circuitBreaker").GetProperty("state").GetString()));

        foreach (var wrong in (object?[])[null, new { action = "open" }, new { action = "isolate", reason = new string('x', 501) }])
            await SendAsync(HttpMethod.Post, "admin/circuit-breaker", wrong, HttpStatusCode.BadRequest);
        Assert.Equal(["isolate because maintenance by anonymous", "close because nothing by anonymous"], _switch.Orders);
    }

    [Fact]
    public async Task While_Redis_is_unavailable_an_operator_is_told_so_and_nothing_else_is_taken_for_it()
    {
        _events.Error = new RedisConnectionException(ConnectionFailureType.SocketClosed, "");
        Assert.True(RedisFault.IsOutage(_events.Error));
        using (var answer = await Client.GetAsync("admin/dead-letters", Token))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "2"), (answer.StatusCode, Assert.Single(answer.Headers.GetValues("Retry-After"))));
            Assert.Contains("Redis is unavailable", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }

        _events.Error = new InvalidOperationException();
        using var other = await Client.GetAsync("admin/dead-letters", Token);
        Assert.Equal(HttpStatusCode.InternalServerError, other.StatusCode);
    }

    private static IEnumerable<(string? Cause, int Count)> CausesOf(JsonElement answer) =>
        answer.GetProperty("items").EnumerateArray().Select(static one => (one.GetProperty("cause").GetString(), one.GetProperty("count").GetInt32()));

    private static string? Text(JsonElement answer) => answer.GetProperty("message").GetString();

    private Task<JsonElement> GetAsync(string path, HttpStatusCode expected) => SendAsync(HttpMethod.Get, path, null, expected);

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await Client.SendAsync(request, Token);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }
}
