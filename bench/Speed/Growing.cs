using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KubeCredential.TestServers;
using Npgsql;

namespace KubeCredential.Bench.Speed;

/// <summary>
/// What happens to each figure while the number of credentials grows. Nothing is written past the services: the credentials come as files to be issued, are signed, delivered and verifiable, and what is
/// measured at one size stays for the next.
/// </summary>
internal sealed class Growing(Report report, TimeSpan duration, CancellationToken cancellationToken) : IAsyncDisposable
{
    private const int RowsOfFile = 100_000;
    private const int DrainedRows = 20_000;
    private const int Connections = 32;
    private const int AskedAgain = 1_000;
    private const int MostIds = 400_000; // More than a round asks for.
    private const int Questions = 30;
    private const int DeepPage = 1_000;
    private const int PageSize = 50;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(60);
    private static readonly string[] s_firstNames = ["Maria", "José", "Anna", "Mohammed", "Zoë", "Chloé", "Wei", "Amina", "Łukasz", "Nguyễn", "Priya", "Seán"];

    private readonly List<(string What, string Unit, bool IsRate, Dictionary<int, double> At)> _figures = [];
    private readonly string _ids = Path.GetTempFileName();
    private Servers _servers = null!;
    private RedisServer _redis = null!;
    private DotnetService _issuer = null!;
    private DotnetService _verifier = null!;
    private string _issuance = "";
    private string _verification = "";
    private int _filled;
    private int _size;

    /// <summary>Measures at each size.</summary>
    /// <param name="report">Where the results go.</param>
    /// <param name="sizes">The numbers of credentials, growing.</param>
    /// <param name="duration">How long each load runs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(Report report, int[] sizes, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var run = new Growing(report, duration, cancellationToken);
        await run.RunAsync(sizes);
    }

    public async ValueTask DisposeAsync()
    {
        if (_servers is not null) await _servers.DisposeAsync();
        File.Delete(_ids);
    }

    private async Task RunAsync(int[] sizes)
    {
        _servers = await Servers.StartAsync(cancellationToken);
        _redis = await _servers.RedisAsync(cancellationToken);
        _issuance = await _servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken);
        _verification = await _servers.Postgres.CreateDatabaseAsync("verification", cancellationToken);
        _issuer = await _servers.IssuanceAsync(_redis, _issuance, cancellationToken, more: IssuerSettings());
        _verifier = await _servers.VerificationAsync(_redis, _verification, _issuer, cancellationToken);
        await FillAsync(2_000); // Compiled, and with plans.
        foreach (var size in sizes)
        {
            _size = size;
            await FillAsync(size);
            await AnalyzeAsync();
            await MeasureAsync();
        }

        Tell(sizes);
        await TellUnusedIndexesAsync();
    }

    private static Dictionary<string, string?> IssuerSettings() => new() { ["Issuers__PublicAddress"] = "https://credentials.example.org", ["Issuers__RegisterOnFirstUse"] = "true" };

    private async Task MeasureAsync()
    {
        await VerifyAsync();
        await ListAsync();
        await FeedAsync();
        await AuditAsync();
        await RebuildAsync();
        await StatusListAsync();
        await StartAsync();
        await BackUpAsync();
        await SizesAsync();
        Set("memory: issuance service", "MB", CpuTime.Megabytes(_issuer.ProcessId));
        Set("memory: verification service", "MB", CpuTime.Megabytes(_verifier.ProcessId));
        Set("memory: Redis", "MB", CpuTime.Megabytes(_redis.ProcessId));
        // What follows adds credentials.
        await DrainAsync();
        var issued = await Wrk.IssueAsync(new Uri(_issuer.Url, "api/v1/credentials/issue"), string.Create(CultureInfo.InvariantCulture, $"at {_size}"), Connections, duration, cancellationToken);
        Set("issuing, 32 connections", "a second", issued.Rate, isRate: true);
        Set("issuing, 32 connections: p99", "ms", issued.P99);
        await Servers.PublishedAsync(_issuer, cancellationToken);
    }

    /// <summary>Has credentials issued by files until there are so many. The last whole file's rate counts.</summary>
    private async Task FillAsync(int size)
    {
        _filled = (int)await ScalarAsync<long>(_issuance, "SELECT count(*) FROM credentials");
        while (_filled < size)
        {
            var rows = Math.Min(RowsOfFile, size - _filled);
            var (seconds, _) = await BatchAsync(rows, waitUntilVerifiable: true);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {_filled:N0} credentials, {rows / seconds:N0} a second"));
            if (_size > 0 && (rows == RowsOfFile || rows == size || !Has("a batch, until verifiable"))) Set("a batch, until verifiable", "rows a second", rows / seconds, isRate: true);
        }
    }

    private async Task<(double Seconds, string Id)> BatchAsync(int rows, bool waitUntilVerifiable)
    {
        var csv = new StringBuilder("Name,Matrikelnummer,Gültig bis,Studiengang,Note\r\n");
        for (var i = 0; i < rows; i++)
        {
            var number = _filled + i;
            csv.Append(CultureInfo.InvariantCulture, $"{s_firstNames[number % s_firstNames.Length]} {FamilyName(number)},{number:D9},{2027 + (number % 12)}-{1 + (number % 12):00}-{1 + (number % 28):00},Computer Science,{1 + (number % 30 / 10.0):0.0}\r\n");
        }

        var id = await Batching.CheckedAsync(_issuer, await Batching.UploadAsync(_issuer, csv, string.Create(CultureInfo.InvariantCulture, $"Degree {_filled / RowsOfFile}"), cancellationToken), cancellationToken);
        var began = Stopwatch.GetTimestamp();
        await Batching.ConfirmAsync(_issuer, id, cancellationToken);
        await (waitUntilVerifiable ? Batching.VerifiableAsync(_issuer, id, cancellationToken) : Batching.StateAsync(_issuer, id, "done", cancellationToken));
        _filled += rows;
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, id);
    }

    /// <summary>One of 125,000 names, by turns far from each other.</summary>
    private static string FamilyName(int number)
    {
        const string Consonants = "bdfghklmnprstvwzcjqxy", Vowels = "aeiouáéöüy";
        var left = (int)((number * 48_271L) % 125_000);
        var name = new StringBuilder();
        for (var i = 0; i < 3; i++, left /= 50) name.Append(Consonants[left % 50 % 10]).Append(Vowels[left % 50 / 10]).Append(i == 2 ? "n" : "");
        name[0] = char.ToUpperInvariant(name[0]);
        return name.ToString();
    }

    /// <summary>As autovacuum does a little later.</summary>
    private async Task AnalyzeAsync()
    {
        foreach (var database in (string[])[_issuance, _verification]) await ExecuteAsync(database, "VACUUM (ANALYZE)");
        await ExecuteAsync(_issuance, "CHECKPOINT");
    }

    private async Task VerifyAsync()
    {
        await using (var file = new StreamWriter(_ids))
        {
            var part = Math.Min(100, 110.0 * MostIds / _size);
            foreach (var id in await ColumnAsync(_verification, string.Create(CultureInfo.InvariantCulture, $"SELECT id::text FROM credentials TABLESAMPLE BERNOULLI ({part}) ORDER BY md5(id::text) LIMIT {MostIds}")))
                await file.WriteLineAsync(id.AsMemory(), cancellationToken);
        }

        var verify = new Uri(_verifier.Url, "api/v1/credentials/verify");
        var result = await Wrk.VerifyAsync(verify, _ids, MostIds, Connections, duration, cancellationToken);
        Set("verdicts, each on another credential", "a second", result.Rate, isRate: true);
        Set("verdicts, each on another credential: p99", "ms", result.P99);
        result = await Wrk.VerifyAsync(verify, _ids, AskedAgain, Connections, duration, cancellationToken);
        Set("verdicts on 1,000 credentials by turns", "a second", result.Rate, isRate: true);
    }

    private async Task ListAsync()
    {
        await AskAsync("list, newest", _ => "credentials?limit=50");
        if (_size >= DeepPage * PageSize)
        {
            string? cursor = null;
            for (var left = (DeepPage - 1) * PageSize; left > 0; left -= 200)
            {
                var page = await _issuer.HttpClient.GetFromJsonAsync<JsonElement>(new Uri(string.Create(CultureInfo.InvariantCulture, $"api/v1/credentials?limit={Math.Min(200, left)}{(cursor is null ? "" : $"&cursor={cursor}")}"), UriKind.Relative), cancellationToken);
                cursor = page.GetProperty("nextCursor").GetString();
            }

            await AskAsync("list, page 1,000", _ => $"credentials?limit=50&cursor={cursor}");
        }

        await AskAsync("search: a family name", number => $"credentials?limit=50&q={Uri.EscapeDataString(FamilyName(number))}");
        await AskAsync("search: first and family name", number => $"credentials?limit=50&q={Uri.EscapeDataString($"{s_firstNames[number % s_firstNames.Length]} {FamilyName(number)}")}");
        await AskAsync("search: a frequent first name", number => $"credentials?limit=50&q={Uri.EscapeDataString(s_firstNames[number % s_firstNames.Length])}");
        await AskAsync("expiring: counts", _ => "credentials/expiring");
        await AskAsync("expiring: the list of a week", number => string.Create(CultureInfo.InvariantCulture, $"credentials?limit=50&sort=expiry&expiresFrom={2027 + (number % 12)}-01-01&expiresTo={2027 + (number % 12)}-01-07"));
    }

    /// <summary>Asks different questions, one after the other, after as many to warm up.</summary>
    private async Task AskAsync(string what, Func<int, string> question)
    {
        var times = new List<double>();
        for (var i = 0; i < 2 * Questions; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await _issuer.HttpClient.GetByteArrayAsync(new Uri($"api/v1/{question(i * 6_701 % _filled)}", UriKind.Relative), cancellationToken);
            if (i >= Questions) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        Set(what, "ms, median", Sample.Median(times));
        Set($"{what}: p95", "ms", Sample.At(times, 0.95));
    }

    private async Task FeedAsync()
    {
        var (times, cursor) = (new List<double>(), (string?)null);
        for (var page = 0; page < Questions; page++)
        {
            var began = Stopwatch.GetTimestamp();
            var answer = await _issuer.HttpClient.GetFromJsonAsync<JsonElement>(new Uri($"api/v1/events?limit=500{(cursor is null ? "" : $"&after={Uri.EscapeDataString(cursor)}")}", UriKind.Relative), cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (answer.GetProperty("upToDate").GetBoolean()) break;
            cursor = answer.GetProperty("nextAfter").GetString();
        }

        Set("event feed: a page of 500", "ms, median", Sample.Median(times));
    }

    private async Task AuditAsync()
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await _issuer.HttpClient.PostAsync(new Uri("admin/audit/verify", UriKind.Relative), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var check = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        if (!check.GetProperty("intact").GetBoolean()) throw new InvalidOperationException($"The audit trail is broken: {check}");
        Set("audit check", "s", seconds);
        Set("audit check: entries", "a second", check.GetProperty("checked").GetInt64() / seconds, isRate: true);
    }

    private async Task RebuildAsync()
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await _verifier.HttpClient.PostAsync(new Uri("admin/rebuild", UriKind.Relative), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var rebuild = default(JsonElement);
        await Eventually.TrueAsync(
            async token =>
            {
                rebuild = await _verifier.HttpClient.GetFromJsonAsync<JsonElement>(new Uri("admin/rebuild", UriKind.Relative), token);
                return rebuild.GetProperty("state").GetString() is "done" or "failed";
            },
            s_longest, "the rebuild has ended", cancellationToken);
        if (rebuild.GetProperty("state").GetString() != "done" || !rebuild.GetProperty("hashesAgreed").GetBoolean()) throw new InvalidOperationException($"The rebuild did not agree: {rebuild}");
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Set("rebuild with comparison", "s", seconds);
        Set("rebuild with comparison: events", "a second", rebuild.GetProperty("eventsRead").GetInt64() / seconds, isRate: true);
        // The replaced model is removed in the background.
        await ExecuteAsync(_verification, "VACUUM (ANALYZE)");
    }

    /// <summary>From the answer to a revocation until the published list says so.</summary>
    private async Task StatusListAsync()
    {
        var times = new List<double>();
        foreach (var id in await ColumnAsync(_issuance, "SELECT id::text FROM credentials WHERE state = 'active' ORDER BY id DESC LIMIT 5"))
        {
            var text = await _issuer.HttpClient.GetStringAsync(new Uri($"api/v1/credentials/{id}/documents/vc", UriKind.Relative), cancellationToken);
            var address = JsonElement.Parse(text).GetProperty("credentialStatus").EnumerateArray().First(static entry => entry.GetProperty("statusPurpose").GetString() == "revocation").GetProperty("statusListCredential").GetString()!;
            var list = new Uri(new Uri(address).AbsolutePath, UriKind.Relative);
            var before = await TagAsync();
            var began = Stopwatch.GetTimestamp();
            using (var answer = await _issuer.HttpClient.PostAsJsonAsync(new Uri($"api/v1/credentials/{id}/revoke", UriKind.Relative), new { reason = "withdrawn" }, cancellationToken)) answer.EnsureSuccessStatusCode();
            await Eventually.TrueAsync(async _ => await TagAsync() != before, s_longest, "the status list has changed", cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);

            async Task<string> TagAsync()
            {
                using var answer = await _issuer.HttpClient.GetAsync(list, cancellationToken);
                return answer.Headers.ETag?.Tag ?? "";
            }
        }

        Set("a revocation, until the status list says so", "ms, median", Sample.Median(times));
    }

    /// <summary>A further replica of each service, from its start until it is ready.</summary>
    private async Task StartAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await (await _servers.IssuanceAsync(_redis, _issuance, cancellationToken, more: IssuerSettings())).DisposeAsync();
        Set("start: issuance service", "s", Stopwatch.GetElapsedTime(began).TotalSeconds);
        began = Stopwatch.GetTimestamp();
        await (await _servers.VerificationAsync(_redis, _verification, _issuer, cancellationToken)).DisposeAsync();
        Set("start: verification service", "s", Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>A backup of the issuance database and its restoration beside it, as docs/operations.md says, compared row by row in number.</summary>
    private async Task BackUpAsync()
    {
        var folder = Directory.CreateTempSubdirectory("kc-backup-").FullName;
        try
        {
            var dump = Path.Combine(folder, "dump");
            var began = Stopwatch.GetTimestamp();
            await RunAsync("pg_dump", ["--format=directory", "--jobs=2", "--compress=1", $"--file={dump}", $"--dbname={Uri(_issuance)}"]);
            Set("backup (pg_dump, two jobs)", "s", Stopwatch.GetElapsedTime(began).TotalSeconds);
            Set("backup: its size", "bytes a credential", new DirectoryInfo(dump).EnumerateFiles().Sum(static file => file.Length) / (double)_filled);
            var restored = await _servers.Postgres.CreateDatabaseAsync("restored", cancellationToken);
            began = Stopwatch.GetTimestamp();
            await RunAsync("pg_restore", ["--jobs=2", "--exit-on-error", $"--dbname={Uri(restored)}", dump]);
            Set("restoring it", "s", Stopwatch.GetElapsedTime(began).TotalSeconds);
            foreach (var table in (string[])["credentials", "credential_events"])
            {
                var (before, after) = (await ScalarAsync<long>(_issuance, $"SELECT count(*) FROM {table}"), await ScalarAsync<long>(restored, $"SELECT count(*) FROM {table}"));
                if (before != after) throw new InvalidOperationException($"{table} has {before} rows, and {after} of them have been restored.");
            }

            NpgsqlConnection.ClearAllPools();
            await ExecuteAsync(_servers.Postgres.ConnectionString, $"DROP DATABASE \"{new NpgsqlConnectionStringBuilder(restored).Database}\" WITH (FORCE)");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static string Uri(string database)
        {
            var parts = new NpgsqlConnectionStringBuilder(database);
            return string.Create(CultureInfo.InvariantCulture, $"postgresql://{parts.Username}@{parts.Host}:{parts.Port}/{parts.Database}");
        }
    }

    private async Task SizesAsync()
    {
        foreach (var (name, database) in ((string, string)[])[("issuance", _issuance), ("verification", _verification)])
        {
            Set($"{name} database", "bytes a credential", await ScalarAsync<long>(database, "SELECT pg_database_size(current_database())") / (double)_filled);
            await using var source = NpgsqlDataSource.Create(database);
            await using var command = source.CreateCommand(
                """
                SELECT c.relname, i.relname, pg_total_relation_size(c.oid) - pg_indexes_size(c.oid), pg_relation_size(i.oid)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public' LEFT JOIN pg_index x ON x.indrelid = c.oid LEFT JOIN pg_class i ON i.oid = x.indexrelid
                WHERE c.relkind = 'r' AND pg_total_relation_size(c.oid) > 100 * 8192 ORDER BY 1, 2
                """);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var last = "";
            while (await reader.ReadAsync(cancellationToken))
            {
                var table = $"{name}: {reader.GetString(0)}";
                if (table != last) Set(table, "bytes a credential", reader.GetInt64(2) / (double)_filled);
                last = table;
                if (!reader.IsDBNull(1)) Set($"{name}: index {reader.GetString(1)}", "bytes a credential", reader.GetInt64(3) / (double)_filled);
            }
        }
    }

    /// <summary>A backlog, from the resumption of the relay until the last is confirmed.</summary>
    private async Task DrainAsync()
    {
        await OperateAsync("isolate");
        var (_, id) = await BatchAsync(DrainedRows, waitUntilVerifiable: false);
        var began = Stopwatch.GetTimestamp();
        await OperateAsync("close");
        await Batching.VerifiableAsync(_issuer, id, cancellationToken);
        Set("drain of 20,000", "events a second", DrainedRows / Stopwatch.GetElapsedTime(began).TotalSeconds, isRate: true);

        async Task OperateAsync(string action)
        {
            using var answer = await _issuer.HttpClient.PostAsJsonAsync(new Uri("admin/circuit-breaker", UriKind.Relative), new { action, reason = "bench" }, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    private bool Has(string what) => _figures.Any(figure => figure.What == what && figure.At.ContainsKey(_size));

    private void Set(string what, string unit, double value, bool isRate = false)
    {
        var at = _figures.FirstOrDefault(figure => figure.What == what).At;
        if (at is null) _figures.Add((what, unit, isRate, at = []));
        at[_size] = value;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {_size:N0}: {what} {value:0.##} {unit}"));
    }

    private void Tell(int[] sizes)
    {
        report.Section(
            "Growth",
            string.Create(
                CultureInfo.InvariantCulture,
                $"One issuance and one verification service, PostgreSQL with 1 GB of shared buffers and every commit on the disk, Redis. The credentials came by files of at most {RowsOfFile:N0} rows. The factor is that from the first size to the last: of times and bytes how much more, of rates how much less."));
        report.Table(
            ["what", "in", .. sizes.Select(static size => string.Create(CultureInfo.InvariantCulture, $"#{size:N0}")), "#factor"],
            _figures.Select(figure => (string[])
            [
                figure.What, figure.Unit, .. sizes.Select(size => figure.At.TryGetValue(size, out var value) ? Text(value) : ""),
                figure.At.Count > 1 ? Sample.Text(figure.IsRate ? figure.At[figure.At.Keys.Min()] / figure.At[figure.At.Keys.Max()] : figure.At[figure.At.Keys.Max()] / figure.At[figure.At.Keys.Min()], 2) : "",
            ]));

        static string Text(double value) => value.ToString(value < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture);
    }

    private async Task TellUnusedIndexesAsync()
    {
        var unused = new List<string>();
        foreach (var (name, database) in ((string, string)[])[("issuance", _issuance), ("verification", _verification)])
        {
            const string Sql =
                """
                SELECT s.indexrelname || ' (' || pg_size_pretty(pg_relation_size(s.indexrelid)) || ')' FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
                WHERE s.idx_scan = 0 AND NOT i.indisunique AND pg_relation_size(s.indexrelid) > 10 * 8192 ORDER BY 1
                """;
            unused.AddRange((await ColumnAsync(database, Sql)).Select(index => $"{name}: {index}"));
        }

        report.Note($"Indexes that nothing in this run has used, and that enforce nothing: {(unused.Count == 0 ? "none" : string.Join(", ", unused))}.");
    }

    private async Task RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = (int)s_longest.TotalSeconds;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<T> ScalarAsync<T>(string database, string sql) => (T)Convert.ChangeType((await ColumnAsync(database, sql, static reader => reader.GetValue(0)))[0], typeof(T), CultureInfo.InvariantCulture);

    private Task<List<string>> ColumnAsync(string database, string sql) => ColumnAsync(database, sql, static reader => reader.GetString(0));

    private async Task<List<T>> ColumnAsync<T>(string database, string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = (int)s_longest.TotalSeconds;
        var values = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) values.Add(read(reader));
        return values;
    }
}
