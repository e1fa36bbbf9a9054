using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KubeCredential.TestServers;
using Npgsql;
using StackExchange.Redis;

namespace KubeCredential.Bench.Faults;

/// <summary>
/// The whole system for a long time at 0.7 of its full speed: issuing, changes, verdicts, lists and searches, a batch every ten minutes, a check of both audit trails every minute, and a fault
/// every few minutes, with PostgreSQL's vacuum as it comes. Prints each minute what has grown, and at the end the ledger and the statements that were slow.
/// </summary>
internal sealed class Soak(TestSystem system, Load load)
{
    private const int Registrars = 16;
    private const double Share = 0.7;
    private const int BatchRows = 20_000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SlowFrom = TimeSpan.FromMilliseconds(250);
    private static readonly Dictionary<string, string?> Settings = new() { ["Limits__Enabled"] = "false", ["Signing__SettleTime"] = "00:00:02", ["Outbox__Retention"] = "00:05:00" };

    private readonly List<TimeSpan> _lists = [];
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _slow = [];
    private readonly Dictionary<PostgresServer, string> _read = [];
    private int _batchRows;
    private int _batches;
    private int _brokenTrails;
    private int _failed;
    private string _fault = "";

    /// <summary>Runs it.</summary>
    /// <param name="duration">For how long.</param>
    /// <param name="every">How often there is a fault.</param>
    /// <param name="part">Only the faults with this in their names.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(TimeSpan duration, TimeSpan every, string part)
    {
        using var stop = new CancellationTokenSource(duration + TimeSpan.FromMinutes(30));
        var options = new PostgresServerOptions
        {
            MaxConnections = 200,
            Settings = new Dictionary<string, string> { ["shared_preload_libraries"] = "auto_explain", ["auto_explain.log_min_duration"] = string.Create(CultureInfo.InvariantCulture, $"{SlowFrom.TotalMilliseconds:0}ms") },
        };
        await using var issuance = await PostgresServer.StartNewAsync(options, stop.Token);
        await using var verification = await PostgresServer.StartNewAsync(options, stop.Token);
        await using var system = await TestSystem.StartAsync(
            "soak", issuance, verification, null, AppendOnly.EverySecond, sentinel: false, Settings, stop.Token);
        using var load = new Load(system, "soak", Registrars) { Pause = TimeSpan.Zero };
        using var watch = new Watch(system, load);
        load.Start();
        watch.Start();
        var soak = new Soak(system, load);
        await soak.FindPaceAsync(stop.Token);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        end.CancelAfter(duration);
        var others = Task.WhenAll(soak.ListAsync(end.Token), soak.BatchAsync(end.Token), soak.CheckTrailsAsync(end.Token), soak.FaultsAsync(every, duration, part, end.Token));
        Console.WriteLine("| minute | fault | acknowledged | a second | median, ms | p99, ms | lists: p99, ms | undelivered | oldest, s | Redis, MB | issuance, MB | verification, MB | issuance database, MB | verification database, MB | dead rows, % | slow statements |");
        Console.WriteLine("|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        var began = Stopwatch.GetTimestamp();
        for (var minute = 1; !end.IsCancellationRequested; minute++)
        {
            await Task.Delay(Minute, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Console.WriteLine(await soak.SampleAsync(minute, stop.Token));
        }

        await others;
        await load.StopAsync();
        var ledger = await Ledger.CloseAsync(
            string.Create(CultureInfo.InvariantCulture, $"soak, {Stopwatch.GetElapsedTime(began).TotalMinutes:0} minutes"), TimeSpan.FromMinutes(10), system, load, watch, Stopwatch.GetTimestamp(), default, default, stop.Token);
        Console.WriteLine($"\n{Ledger.Headings}\n{ledger.Row}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{soak._batches} batches of {BatchRows} rows, {soak._batchRows} of them verifiable. {soak._brokenTrails} times an audit trail was not intact."));
        foreach (var (statement, times) in soak._slow.OrderByDescending(static one => one.Value).Take(20)) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{times} times over {SlowFrom.TotalMilliseconds:0} ms: {statement}"));
        return ledger.IsGood && soak._failed == 0 && soak._brokenTrails == 0 && soak._batchRows == soak._batches * BatchRows ? 0 : 1;
    }

    /// <summary>Finds out the full speed, and slows the registrars down to a share of it.</summary>
    private async Task FindPaceAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken); // Warm-up.
        load.TakeAnswers();
        await Task.Delay(TimeSpan.FromSeconds(15), cancellationToken);
        var (median, _, count) = load.TakeAnswers();
        var full = count / 15.0;
        // Each registrar has a request every so often, and most of that time it waits for the answer.
        load.Pause = TimeSpan.FromSeconds(Math.Max(0, (Registrars / (full * Share)) - (Registrars / full)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Full speed: {full:0} requests a second, median {median.TotalMilliseconds:0.0} ms.\n"));
    }

    private async Task ListAsync(CancellationToken stop)
    {
        using var http = Client();
        var random = new Random(2);
        string[] queries = ["limit=50", "status=suspended&limit=50", "sort=name&limit=50", "q=Holder%20{0}&limit=50", "q=faults%20holder&limit=50", "state=pending&limit=50"];
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var path = string.Format(CultureInfo.InvariantCulture, queries[i % queries.Length], random.Next(100_000));
            if (await TryAsync(http, issuer => new HttpRequestMessage(HttpMethod.Get, new Uri(issuer, $"api/v1/credentials?{path}")), i, stop) is not null)
            {
                lock (_gate) _lists.Add(Stopwatch.GetElapsedTime(began));
            }

            await PauseAsync(TimeSpan.FromMilliseconds(300), stop);
        }
    }

    /// <summary>Uploads a file, confirms it and waits until all of it can be verified, whatever happens meanwhile.</summary>
    private async Task BatchAsync(CancellationToken stop)
    {
        using var http = Client();
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var text = new StringBuilder("holderName,credentialType,issuerName\n");
            for (var row = 0; row < BatchRows; row++) text.Append(CultureInfo.InvariantCulture, $"Graduate {number}-{row},Batch test,University of Faults\n");
            if (await UntilAsync(http, issuer => new HttpRequestMessage(HttpMethod.Post, new Uri(issuer, "api/v1/batches?action=issue")) { Content = new StringContent(text.ToString(), Encoding.UTF8, "text/csv") }, static _ => true, stop) is not { } made) return;
            var id = made.GetProperty("id").GetString();
            if (await UntilAsync(http, issuer => Get(issuer, $"api/v1/batches/{id}"), static one => one.GetProperty("state").GetString() == "ready", stop) is null) return;
            _batches++;
            await UntilAsync(http, issuer => new HttpRequestMessage(HttpMethod.Post, new Uri(issuer, $"api/v1/batches/{id}/confirm")), static _ => true, stop);
            // It is waited for even after the end.
            var done = await UntilAsync(http, issuer => Get(issuer, $"api/v1/batches/{id}"), static one => one.GetProperty("counts").GetProperty("verifiable").GetInt32() == BatchRows, CancellationToken.None);
            _batchRows += done?.GetProperty("counts").GetProperty("verifiable").GetInt32() ?? 0;
            await PauseAsync(TimeSpan.FromMinutes(10), stop);
        }
    }

    private async Task CheckTrailsAsync(CancellationToken stop)
    {
        using var http = Client();
        http.Timeout = TimeSpan.FromMinutes(2);
        while (!stop.IsCancellationRequested)
        {
            await PauseAsync(Minute, stop);
            foreach (var service in (DotnetService[])[system.Issuers[0], system.Verifiers[0]])
            {
                if (await AnswerAsync(http, new HttpRequestMessage(HttpMethod.Post, new Uri(service.Url, "admin/audit/verify"))) is { } said && !said.GetProperty("intact").GetBoolean()) Interlocked.Increment(ref _brokenTrails);
            }
        }
    }

    private async Task FaultsAsync(TimeSpan every, TimeSpan duration, string part, CancellationToken stop)
    {
        // Those that need nothing but the system as it is.
        var faults = Scenarios.All.Where(static one => one is { Standby: false, Sentinel: false, Append: AppendOnly.EverySecond } && one.Environment.Keys.All(Settings.ContainsKey))
            .Where(one => one.Name != "no fault" && one.Name.Contains(part, StringComparison.OrdinalIgnoreCase)).ToList();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; faults.Count > 0; i++)
        {
            await PauseAsync(every, stop);
            if (stop.IsCancellationRequested || Stopwatch.GetElapsedTime(began) > duration - Minute) return; // The last minute is for recovery.
            _fault = faults[i % faults.Count].Name;
            try
            {
                await faults[i % faults.Count].Inject(system, CancellationToken.None);
            }
            catch (EventuallyTimeoutException error)
            {
                Console.WriteLine($"{faults[i % faults.Count].Name}: {error.Message}"); // It goes on, so that the ledger can be read.
                _failed++;
            }
        }
    }

    private async Task<string> SampleAsync(int minute, CancellationToken cancellationToken)
    {
        var (median, p99, count) = load.TakeAnswers();
        TimeSpan[] lists;
        lock (_gate)
        {
            lists = [.. _lists.Order()];
            _lists.Clear();
        }

        using var http = Client();
        var stats = await AnswerAsync(http, Get(system.Issuers[^1].Url, "admin/queue-stats"));
        var undelivered = stats is { } said ? $"{said.GetProperty("pendingSize").GetInt64() + said.GetProperty("unconfirmedSize").GetInt64()}" : "?";
        var oldest = stats?.GetProperty("oldestUndeliveredAgeSeconds") is { ValueKind: JsonValueKind.Number } age ? age.GetDouble().ToString("0.0", CultureInfo.InvariantCulture) : "";
        var slow = CountSlow(system.IssuanceServer) + CountSlow(system.VerificationServer);
        var fault = Interlocked.Exchange(ref _fault, "");
        var (redis, first, second, dead) = (await RedisMegabytesAsync(), await MegabytesAsync(system.IssuanceDatabase, cancellationToken), await MegabytesAsync(system.VerificationDatabase, cancellationToken), await DeadRowsAsync(cancellationToken));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {minute} | {fault} | {load.Acknowledged.Count} | {count / Minute.TotalSeconds:0} | {median.TotalMilliseconds:0.0} | {p99.TotalMilliseconds:0} | {(lists.Length == 0 ? 0 : lists[lists.Length * 99 / 100].TotalMilliseconds):0} | {undelivered} | {oldest} | {redis:0} | {Megabytes(system.Issuers):0} | {Megabytes(system.Verifiers):0} | {first:0} | {second:0} | {dead:0.0} | {slow} |");
    }

    /// <summary>Counts the plans that the server has logged since the last call.</summary>
    private int CountSlow(PostgresServer server)
    {
        var lines = server.Output;
        var from = 0;
        if (_read.GetValueOrDefault(server) is { } last)
        {
            for (var i = lines.Count; i-- > 0 && from == 0;)
            {
                if (ReferenceEquals(lines[i], last)) from = i + 1;
            }
        }

        if (lines.Count > 0) _read[server] = lines[^1];
        var count = 0;
        for (var i = from; i < lines.Count; i++)
        {
            if (!lines[i].Contains("Query Text:", StringComparison.Ordinal)) continue;
            count++;
            var text = string.Join(' ', lines.Skip(i).Take(3)).Replace("Query Text:", "", StringComparison.Ordinal).Trim();
            var statement = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            statement = statement[..Math.Min(statement.Length, 120)];
            _slow[statement] = _slow.GetValueOrDefault(statement) + 1;
        }

        return count;
    }

    private async Task<double> RedisMegabytesAsync()
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync($"{system.Redis.ConnectionString},allowAdmin=true,connectTimeout=1000");
            return double.Parse((await connection.GetServers()[0].InfoAsync("memory"))[0].Single(static pair => pair.Key == "used_memory").Value, CultureInfo.InvariantCulture) / 1e6;
        }
        catch (RedisException)
        {
            return 0; // It is away.
        }
    }

    private static double Megabytes(IEnumerable<DotnetService> services) => services.Where(static one => one.IsRunning).Sum(static one =>
    {
        using var process = Process.GetProcessById(one.ProcessId);
        return process.WorkingSet64 / 1e6;
    });

    private static async Task<double> MegabytesAsync(string database, CancellationToken cancellationToken)
    {
        try
        {
            return await Ledger.CountAsync(database, "SELECT pg_database_size(current_database())", cancellationToken) / 1e6;
        }
        catch (NpgsqlException)
        {
            return 0; // It is away.
        }
    }

    private async Task<double> DeadRowsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Ledger.CountAsync(system.IssuanceDatabase, "SELECT (1000 * sum(n_dead_tup) / greatest(1, sum(n_live_tup + n_dead_tup)))::bigint FROM pg_stat_user_tables", cancellationToken) / 10.0;
        }
        catch (NpgsqlException)
        {
            return 0;
        }
    }

    private static HttpClient Client() => new HttpClient { Timeout = TimeSpan.FromSeconds(20) }.WithKey(TestKeys.All);

    private static HttpRequestMessage Get(Uri service, string path) => new(HttpMethod.Get, new Uri(service, path));

    private static Task PauseAsync(TimeSpan pause, CancellationToken stop) => Task.Delay(pause, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Asks one replica after the other until the answer is as wanted; null if told to stop before.</summary>
    private async Task<JsonElement?> UntilAsync(HttpClient http, Func<Uri, HttpRequestMessage> ask, Func<JsonElement, bool> wanted, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            if (await TryAsync(http, ask, i, stop) is { } answer && wanted(answer)) return answer;
            await PauseAsync(TimeSpan.FromMilliseconds(500), stop);
        }

        return null;
    }

    private Task<JsonElement?> TryAsync(HttpClient http, Func<Uri, HttpRequestMessage> ask, int number, CancellationToken stop) =>
        stop.IsCancellationRequested ? Task.FromResult<JsonElement?>(null) : AnswerAsync(http, ask(system.Issuers[number % system.Issuers.Count].Url));

    /// <summary>The answer; null if there was none, or it was no success.</summary>
    private static async Task<JsonElement?> AnswerAsync(HttpClient http, HttpRequestMessage request)
    {
        try
        {
            using (request)
            {
                using var answer = await http.SendAsync(request);
                return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>() : null;
            }
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or JsonException)
        {
            return null; // A replica was killed, or a database is away.
        }
    }
}
