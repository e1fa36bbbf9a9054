using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using KubeCredential.TestServers;

namespace KubeCredential.Fuzz.Tests;

/// <summary>Keys, tokens, cookies and what else a client says of itself, in headers over HTTP: nearly right ones, spoilt ones, and rubbish.</summary>
public sealed class HeaderFuzzTests : IDisposable
{
    private const string Operators = "admin/queue-stats";
    private const string Session = "__Host-kc-session=";

    /// <summary>Far more than any answer needs on a busy machine.</summary>
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    private const long MemoryBound = 200L * 1024 * 1024;

    private static readonly string s_key = TestKeys.Of("operator");

    private static readonly Gen<Header> s_header = Gen.Frequency<Header>(
        (8, Named("Authorization", $"Bearer {s_key}", $"bearer {TestKeys.Of("issuer")}", $"Bearer kc_{new string('a', 16)}_{new string('b', 43)}", "Basic eDp5", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", "Bearer ")),
        (2, Named("Cookie", $"{Session}{new string('a', 43)}", $"a=b; {Session}x; c=\"d\"")),
        (1, Named("X-CSRF-TOKEN", new string('a', 64))),
        (1, Named("X-On-Behalf-Of", "key%3Atest", "%C3%A4%", "user:1")),
        (1, Named("X-On-Behalf-Of-Roles", "operator,auditor", "replica")),
        (1, Named("X-Forwarded-For", "192.0.2.1", "198.51.100.7, 2001:db8::1", "[2001:db8::1]:80", "unknown", "1.2.3.4.5, ::ffff:1.2.3.4%1")),
        (1, Named("X-Forwarded-Proto", "https", "http, https", "javascript")),
        (1, Named("X-Original-Proto", "http")),
        (1, Named("Origin", "https://example.org", "null")),
        (1, Named("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kc-fuzz-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_header_lets_anybody_in_or_breaks_anything(bool isLimited)
    {
        await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions(), Token);
        await using var issuance = await DotnetService.StartNewAsync(
            new DotnetServiceOptions
            {
                Project = "Issuance.Api",
                Environment = new Dictionary<string, string?>
                {
                    ["ASPNETCORE_ENVIRONMENT"] = "Production",
                    ["ConnectionStrings__redis"] = redis.ConnectionString,
                    ["ConnectionStrings__issuance-db"] = $"Data Source={Path.Combine(_directory.FullName, $"{isLimited}.db")}",
                    ["Limits__Enabled"] = isLimited ? "true" : "false",
                    ["Proxies__Known"] = "127.0.0.1",
                },
            },
            Token);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1 }) { BaseAddress = issuance.Url };
        var statuses = new System.Collections.Concurrent.ConcurrentDictionary<HttpStatusCode, int>();
        var count = Math.Max(2000, Fuzz.Iterations / 2);
        await SendAsync(client, count / 10, statuses);
        var before = MemoryOf(issuance);

        await SendAsync(client, count, statuses);

        var growth = MemoryOf(issuance) - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isLimited ? "With" : "Without")} limits: {string.Join(", ", statuses.OrderBy(static one => one.Key).Select(static one => $"{one.Value} times {(int)one.Key}"))}, memory {growth >> 20:+0;-0} MiB"));
        Assert.InRange(growth, long.MinValue, MemoryBound);
        Assert.Equal(isLimited, statuses.ContainsKey(HttpStatusCode.TooManyRequests));
        using var good = await issuance.HttpClient.GetAsync(new Uri(Operators, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    private static Task SendAsync(HttpClient client, int count, System.Collections.Concurrent.ConcurrentDictionary<HttpStatusCode, int> statuses) => s_header.List[1, 3].SampleAsync(
        async headers =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Operators, UriKind.Relative));
            foreach (var header in headers) request.Headers.TryAddWithoutValidation(header.Name, header.Value);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(s_hang);
            using var answer = await client.SendAsync(request, limit.Token);
            var text = await answer.Content.ReadAsStringAsync(limit.Token);
            statuses.AddOrUpdate(answer.StatusCode, 1, static (_, before) => before + 1);
            if (answer.StatusCode == HttpStatusCode.BadRequest) Assert.Contains(headers, static one => !Ascii.IsValid(one.Value) || one.Value.Any(char.IsControl)); // The server itself takes no such header.
            else if (IsKey(headers, s_key)) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            else if (IsKey(headers, TestKeys.Of("issuer"))) Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            else Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.RequestHeaderFieldsTooLarge]);
            if (answer.StatusCode != HttpStatusCode.OK && text.Length > 0) Assert.False(JsonElement.Parse(text).GetProperty("success").GetBoolean());
        },
        iter: count, threads: 4, print: static headers => string.Join(" | ", headers.Select(static one => $"{one.Name}: {one.Value}")));

    private static bool IsKey(List<Header> headers, string key) =>
        headers.Where(static one => one.Name == "Authorization").Select(static one => one.Value.Trim(' ', '\t')).ToArray() is [var only]
        && only.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && only["Bearer ".Length..] == key;

    // Line breaks never come as far as to the service: no client sends them in a header, and tests with raw sockets do.
    private static Gen<Header> Named(string name, params string[] seeds) => Hostile.Plain(seeds).Select(value => new Header(
        name, string.Concat((value.Length > 4000 ? value[..4000] : value).Where(static one => one is not ('\r' or '\n' or '\0') && one < 256))));

    private static long MemoryOf(DotnetService service)
    {
        using var process = System.Diagnostics.Process.GetProcessById(service.ProcessId);
        return process.WorkingSet64;
    }

    private sealed record Header(string Name, string Value);
}
