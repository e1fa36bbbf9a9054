using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using CsCheck;
using KubeCredential.Messaging;
using KubeCredential.TestServers;
using StackExchange.Redis;

namespace KubeCredential.Fuzz.Tests;

/// <summary>Both services as real processes, with a real Redis and SQLite or PostgreSQL, under hostile calls and hostile stream entries.</summary>
public sealed class HttpFuzzTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    /// <summary>Far more than any answer needs on a busy machine.</summary>
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Caches, pools and the garbage collector's reserve have their room in it; what is kept of every call would not, at the million.</summary>
    private const long MemoryBound = 200L * 1024 * 1024;

    private static readonly string[] s_plain = ["1", "200", "1700000000000000.01890a5d-ac96-774b-bcce-b302099a8057", "17.4", "18446744073709551615.9223372036854775807", "01890a5d-ac96-774b-bcce-b302099a8057", "confirmed", "credentialType", "2026-01-31T08:15:30Z", "9999-12-31T23:59:59.9999999-14:00"];

    private static readonly Gen<Call> s_issuance = Gen.Frequency<Call>(
        (4, Hostile.Spoilt(Hostile.Request).Select(static body => new Call("POST", "api/v1/credentials/issue", body))),
        (2, Query("api/v1/credentials", "limit", "cursor", "id", "holder", "type", "issuer", "state")),
        (1, Query("api/v1/credentials/suggestions", "field", "prefix", "limit")),
        (1, Query("api/v1/events", "after", "limit")),
        (1, Path("GET", "api/v1/credentials/", "")),
        (1, Path("GET", "api/v1/credentials/", "/delivery")),
        (1, Path("GET", "", "")),
        (1, Query("admin/timeline", "range", "from", "to", "limit")),
        (1, Query("admin/groups/verification/dead-letters", "limit", "cursor")),
        (1, Path("GET", "admin/groups/", "/dead-letters")),
        (2, Admin));

    private static readonly Gen<Call> s_verification = Gen.Frequency<Call>(
        (4, Hostile.Spoilt($$"""{"credential":{{Hostile.Credential}}}""", """{"id":"01890a5d-ac96-774b-bcce-b302099a8057"}""").Select(static body => new Call("POST", "api/v1/credentials/verify", body))),
        (1, Path("GET", "api/v1/credentials/", "/history")),
        (1, Query("admin/synced-credentials", "limit")),
        (1, Path("GET", "", "")),
        (2, Admin));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kc-fuzz-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What both services have for operators; orders only with bodies, so that hardly any is a valid one.</summary>
    private static Gen<Call> Admin => Gen.OneOf<Call>(
        Query("admin/audit", "credentialId", "action", "outcome", "from", "to", "limit", "cursor"),
        Query("admin/dead-letters", "limit", "cursor", "q", "cause"),
        Query("admin/dead-letters/causes", "q"),
        Query("admin/retry-queue", "limit", "cursor"),
        Hostile.Spoilt("""{"ids":["01890a5d-ac96-774b-bcce-b302099a8057",null,"x"]}""").Select(static body => new Call("POST", "admin/reprocess-failed", body)),
        Hostile.Spoilt("""{"action":"close","reason":"why"}""").Select(static body => new Call("POST", "admin/circuit-breaker", body)),
        Hostile.Spoilt("""{"known":{"number":1,"hash":"3341859b96e1ede173df2bd9feae26edc90201f17fe6d86db06c7f930c9322f0"}}""").Select(static body => new Call("POST", "admin/audit/verify", body)),
        Gen.Select(Hostile.Plain(s_plain), Hostile.Plain("why"), static (id, reason) => new Call("DELETE", $"admin/dead-letters/{Escape(id)}?reason={Escape(reason)}", null)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hostile_calls_and_entries_get_no_5xx_hang_nothing_and_leave_the_system_working(bool isPostgres)
    {
        await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions(), Token);
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        var port = LoopbackPorts.Take(); // Each service asks the other one.
        await using var verification = await StartAsync("Verification.Api", "verification-db", redis, isPostgres, [("Rebuild__IssuanceUrl", $"http://127.0.0.1:{port}")]);
        await using var issuance = await StartAsync("Issuance.Api", "issuance-db", redis, isPostgres, [("History__VerificationUrl", verification.Url.ToString())], port);

        // The first tenth fills caches and compiles; the memory is measured after it.
        var count = Math.Max(400, Fuzz.Iterations / 100);
        await CallAsync(issuance, s_issuance, count / 10);
        await CallAsync(verification, s_verification, count / 10);
        var before = (Issuance: MemoryOf(issuance), Verification: MemoryOf(verification));
        var entries = 0;
        await CallAsync(issuance, s_issuance, count);
        await CallAsync(verification, s_verification, count);
        await Hostile.Spoilt(Hostile.Event).SampleAsync(
            async entry =>
            {
                await connection.GetDatabase().StreamAddAsync(MessagingKeys.Stream, [new("event", entry), new("attempts", entries++ % 3 == 0 ? "2147483647" : entry), new("traceparent", entry), new("signature", entry), new("keyId", entry)]);
            },
            iter: count, threads: 1);
        foreach (var (service, start) in ((DotnetService, string)[])[(issuance, "GET / HTTP/1.1\r\n"), (verification, "POST /api/v1/credentials/verify HTTP/1.1\r\n")]) await RawAsync(service, start);

        var growth = (Issuance: MemoryOf(issuance) - before.Issuance, Verification: MemoryOf(verification) - before.Verification);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isPostgres ? "PostgreSQL" : "SQLite")}: {count} calls of each service, {entries} stream entries, memory {growth.Issuance >> 20:+0;-0} and {growth.Verification >> 20:+0;-0} MiB"));
        await AssertWorkingAsync(issuance, verification);
        Assert.InRange(growth.Issuance, long.MinValue, MemoryBound);
        Assert.InRange(growth.Verification, long.MinValue, MemoryBound);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static Gen<Call> Query(string path, params string[] names) =>
        Gen.Select(Gen.OneOf<string>(names), Hostile.Plain(s_plain), static (name, value) => $"{name}={Escape(value)}").List[0, 3]
            .Select(parts => new Call("GET", $"{path}?{string.Join('&', parts)}", null));

    private static Gen<Call> Path(string method, string before, string after) => Hostile.Plain(s_plain).Select(id => new Call(method, $"{before}{Escape(id)}{after}", null));

    /// <summary>Percent-encodes, cut to what fits a request line; a dot alone would be taken out of the path by the client.</summary>
    private static string Escape(string text) => Uri.EscapeDataString(string.Concat((text.Length > 400 ? text[..400] : text).EnumerateRunes())).Replace(".", "%2E", StringComparison.Ordinal);

    private static Task CallAsync(DotnetService service, Gen<Call> calls, int count) => calls.SampleAsync(
        async call =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(call.Method), new Uri(call.Path, UriKind.Relative));
            if (call.Body is { } body) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(s_hang);
            HttpResponseMessage answer;
            try
            {
                answer = await service.HttpClient.SendAsync(request, limit.Token);
            }
            catch (HttpRequestException error) when (error.InnerException is IOException && call.Body?.Length > 64 * 1024)
            {
                return; // Refused before it was read; the connection was closed over it.
            }

            using (answer)
            {
                var text = await answer.Content.ReadAsStringAsync(limit.Token);
                Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode}: {text}");
                // What is no HTTP is refused by the server itself, without a body.
                if ((int)answer.StatusCode >= 400 && text.Length > 0) Assert.False(JsonElement.Parse(text).GetProperty("success").GetBoolean());
            }
        },
        iter: count, threads: 4, print: static call => $"{call.Method} {call.Path} {call.Body}");

    /// <summary>What no HTTP client sends: each connection is answered without a 5xx (505 says that there is no such HTTP) or closed, in time.</summary>
    private static async Task RawAsync(DotnetService service, string start)
    {
        foreach (var request in (string[])
        [
            "\0\0\0\0\r\n\r\n", "GET\r\n\r\n", $"GET /{new string('a', 20_000)} HTTP/1.1\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
            $"{start}Host: localhost\r\nA: {new string('a', 70_000)}\r\n\r\n", $"{start}Host: localhost\r\n{string.Concat(Enumerable.Range(0, 300).Select(static one => $"H{one}: 1\r\n"))}\r\n",
            $"{start}Host: localhost\r\nA: b\0c\r\n\r\n", $"{start}Host: localhost\r\nContent-Length: -1\r\n\r\n", $"{start}Host: localhost\r\nContent-Length: 99999999999\r\nContent-Type: application/json\r\n\r\n",
            "POST /api/v1/credentials/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /api/v1/credentials/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\n{\"a\"\r\n0\r\n\r\n",
        ])
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(s_hang);
            using var client = new TcpClient();
            await client.ConnectAsync(service.Url.Host, service.Url.Port, limit.Token);
            var stream = client.GetStream();
            var buffer = new byte[256];
            try
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(request), limit.Token);
                var length = await stream.ReadAsync(buffer, limit.Token);
                var answer = Encoding.Latin1.GetString(buffer, 0, length);
                Assert.True(length == 0 || !answer.StartsWith("HTTP/1.1 5", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal), $"{request[..Math.Min(80, request.Length)]} was answered {answer}");
            }
            catch (IOException)
            {
                // Closed before all was sent.
            }
        }
    }

    /// <summary>A credential that is issued now can be verified: nothing that came before has stopped anything.</summary>
    private static async Task AssertWorkingAsync(DotnetService issuance, DotnetService verification)
    {
        foreach (var service in (DotnetService[])[issuance, verification])
        {
            using var closed = new StringContent("""{"action":"close"}""", Encoding.UTF8, "application/json");
            using var answer = await service.HttpClient.PostAsync(new Uri("admin/circuit-breaker", UriKind.Relative), closed, Token);
        }

        using var body = new StringContent($$"""{"holderName":"{{Guid.NewGuid()}}","credentialType":"BSc","issuerName":"UoL"}""", Encoding.UTF8, "application/json");
        using var issued = await issuance.HttpClient.PostAsync(new Uri("api/v1/credentials/issue", UriKind.Relative), body, Token);
        Assert.Equal(HttpStatusCode.Created, issued.StatusCode);
        var id = JsonElement.Parse(await issued.Content.ReadAsStringAsync(Token)).GetProperty("credential").GetProperty("id").GetString();
        await Eventually.EqualAsync(
            HttpStatusCode.OK,
            async token =>
            {
                using var question = new StringContent($$"""{"id":"{{id}}"}""", Encoding.UTF8, "application/json");
                using var answer = await verification.HttpClient.PostAsync(new Uri("api/v1/credentials/verify", UriKind.Relative), question, token);
                return answer.StatusCode;
            },
            s_limit, "the credential issued after all of it can be verified", Token);
    }

    private static long MemoryOf(DotnetService service)
    {
        using var process = System.Diagnostics.Process.GetProcessById(service.ProcessId);
        return process.WorkingSet64;
    }

    private async Task<DotnetService> StartAsync(string project, string database, RedisServer redis, bool isPostgres, (string Name, string Value)[] settings, int? port = null)
    {
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__redis"] = redis.ConnectionString,
            [$"ConnectionStrings__{database}"] = isPostgres
                ? await postgres.Server.CreateDatabaseAsync($"{database}-fuzz", Token)
                : $"Data Source={System.IO.Path.Combine(_directory.FullName, $"{database}.db")}",
            ["Consumption__PollInterval"] = "00:00:00.200",
            ["Outbox__PollInterval"] = "00:00:00.100",
        };
        foreach (var (name, value) in settings) environment[name] = value;
        return await DotnetService.StartNewAsync(new DotnetServiceOptions { Project = project, Environment = environment, Port = port, StartLimit = TimeSpan.FromMinutes(2) }, Token);
    }

    private sealed record Call(string Method, string Path, string? Body);
}
