using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.TestServers;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace KubeCredential.Bench.Speed;

/// <summary>
/// Searching the list over HTTP, with a hundred thousand, a million and ten million credentials in PostgreSQL, and a million in SQLite. The credentials are written straight
/// into the tables that a list reads, as the service would have written them; their names, types and issuers follow Zipf's law as modified by Mandelbrot.
/// </summary>
internal sealed class Searching(Report report, int requests, CancellationToken cancellationToken)
{
    private const int PageSize = 50;
    private const int FirstNames = 3_000;
    private const int FamilyNames = 60_000;
    private const int Types = 400;
    private const int Issuers = 300;
    private const int Seed = 19;

    private static readonly string[] s_firstNames = ["Maria", "José", "Anna", "Mohammed", "Müslüm", "Łukasz", "Zoë", "Ana María", "Jean-Luc", "Chloé", "Seán", "Nguyễn"];
    private static readonly string[] s_familyNames = ["García", "Müller", "Smith", "Nguyễn", "van der Berg", "O'Brien", "Kowalski", "Da Silva", "Ivanova", "Öztürk", "Ó Súilleabháin", "Wang"];
    private static readonly string[] s_degrees = ["Bachelor", "Master", "Doctor", "Diploma", "Certificate", "Licence", "Associate", "Postgraduate Certificate"];
    private static readonly string[] s_subjects = ["Science", "Arts", "Engineering", "Nursing", "Law", "Education", "Business Administration", "Medicine", "Architecture", "Data Science", "Physics", "Fine Art"];
    private static readonly string[] s_kinds = ["University", "Institute", "College", "Academy", "Hochschule", "Université", "School"];

    private readonly List<string[]> _rows = [];

    /// <summary>What is asked for: a kind, and the query for a random credential of the table.</summary>
    private sealed record Kind(string Name, Func<Random, Drawn, string> Query, bool IsCount = false, int Depth = 0);

    /// <summary>A credential of the table.</summary>
    private sealed record Drawn(string Name, string Type, string Issuer, string? Number, DateOnly Issued);

    public static async Task RunAsync(Report report, int[] sizes, int sqlite, int requests, CancellationToken cancellationToken)
    {
        report.Section(
            "Searching",
            $"""
            `GET /api/v1/credentials` over HTTP, one request after the other, {PageSize} credentials a page: milliseconds from the request to the end of the answer. Each kind asks {requests} different questions, made from
            credentials drawn at random, after as many others to warm up. The database has 9 GB of shared buffers, and the indexes of the list have been read into them; the tables have been vacuumed, as autovacuum does.
            """);
        var run = new Searching(report, requests, cancellationToken);
        await run.PostgresAsync(sizes, sqlite);
    }

    private static Kind[] Kinds { get; } =
    [
        new("full name", static (_, one) => $"q={Ask(one.Name)}"),
        new("family name", static (_, one) => $"q={Ask(one.Name.Split(' ')[^1])}"),
        new("three letters", static (_, one) => $"q={Ask(one.Name.Split(' ')[^1] is var word ? word[..Math.Min(3, word.Length)] : "")}"),
        new("common first name", static (random, _) => $"q={Ask(s_firstNames[random.Next(4)])}"),
        new("common first and family name", static (random, _) => $"q={Ask($"{s_familyNames[random.Next(4)]} {s_firstNames[random.Next(4)]}")}"),
        new("words of the type", static (_, one) => $"q={Ask(one.Type)}"),
        new("words of the issuer", static (_, one) => $"q={Ask(one.Issuer)}"),
        new("first name, type and issuer", static (_, one) => $"q={Ask($"{one.Name.Split(' ')[0]} {one.Type.Split(' ')[0]} {one.Issuer.Split(' ')[^1]}")}"),
        new("holder's number", static (_, one) => $"q={Ask(one.Number ?? "S-1")}"),
        new("nobody", static (random, _) => $"q={Ask($"qx{random.Next()}")}"),
        new("newest", static (_, _) => ""),
        new("revoked", static (_, _) => "status=revoked"),
        new("type and issuer, exactly", static (_, one) => $"credentialType={Ask(one.Type)}&issuerName={Ask(one.Issuer)}"),
        new("month of issue and family name", static (_, one) => $"q={Ask(one.Name.Split(' ')[^1])}&issuedFrom={one.Issued:yyyy-MM-dd}&issuedTo={one.Issued.AddDays(30):yyyy-MM-dd}"),
        new("expiring in a week", static (random, _) => DateOnly.FromDateTime(DateTime.UtcNow).AddDays(random.Next(300)) is var day ? $"expiresFrom={day:yyyy-MM-dd}&expiresTo={day.AddDays(7):yyyy-MM-dd}" : ""),
        new("by name", static (_, _) => "sort=name"),
        new("by name: family name", static (_, one) => $"sort=name&q={Ask(one.Name.Split(' ')[^1])}"),
        new("by name: common first name", static (random, _) => $"sort=-name&q={Ask(s_firstNames[random.Next(4)])}"),
        new("by name: type", static (_, one) => $"sort=name&credentialType={Ask(one.Type)}"),
        new("by expiry: issuer", static (_, one) => $"sort=expiry&issuerName={Ask(one.Issuer)}"),
        new("by expiry: family name", static (_, one) => $"sort=-expiry&q={Ask(one.Name.Split(' ')[^1])}"),
        new("newest, page 1,000", static (_, _) => "", Depth: 1000),
        new("by name, page 1,000", static (_, _) => "sort=name", Depth: 1000),
        new("common first name, page 1,000", static (_, _) => $"q={Ask(s_firstNames[0])}", Depth: 1000),
        new("count: family name", static (_, one) => $"q={Ask(one.Name.Split(' ')[^1])}", IsCount: true),
        new("count: common first name and type", static (random, one) => $"q={Ask(s_firstNames[random.Next(4)])}&credentialType={Ask(one.Type)}", IsCount: true),
        new("count: type", static (_, one) => $"credentialType={Ask(one.Type)}", IsCount: true),
        new("count: everything", static (_, _) => "", IsCount: true),
    ];

    private static string Ask(string text) => Uri.EscapeDataString(text);

    private async Task PostgresAsync(int[] sizes, int sqlite)
    {
        var settings = new Dictionary<string, string>
        {
            ["shared_buffers"] = "9GB",
            ["maintenance_work_mem"] = "1GB",
            ["max_wal_size"] = "4GB",
            ["wal_level"] = "minimal",
            ["max_wal_senders"] = "0",
            ["checkpoint_timeout"] = "1h",
            ["autovacuum"] = "off",
        };
        // A database that an earlier run has filled may be used again; otherwise everything is removed in the end.
        var given = Environment.GetEnvironmentVariable("SEARCH_DATABASE");
        await using var postgres = given is null ? await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false, MaxConnections = 50, Settings = settings }, cancellationToken) : null;
        await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.EverySecond }, cancellationToken);
        var database = given ?? await postgres!.CreateDatabaseAsync("issuance", cancellationToken);
        await using (await ServiceAsync(redis, database)) { } // Makes the schema.
        await using var source = NpgsqlDataSource.Create(database + ";Command Timeout=3600");
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        if ((bool)(await ScalarAsync(connection, "SELECT to_regclass('bench_indexes') IS NULL"))!)
        {
            await ExecuteAsync(connection, Prepare);
            await NamesAsync(connection);
        }

        var there = (int)(long)(await ScalarAsync(connection, "SELECT count(*) FROM credentials"))!;
        foreach (var size in sizes)
        {
            var began = Stopwatch.GetTimestamp();
            if (there > size) continue;
            if (there < size) await FillAsync(connection, there, size);
            there = size;
            var bytes = await ScalarAsync(connection, "SELECT pg_size_pretty(pg_database_size(current_database()))");
            Console.WriteLine($"{size:N0} credentials, {bytes}, in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
            if (size == sqlite) await SqliteAsync(connection, redis, size);
            // What is asked for every day is in memory; a random page of ten million credentials is not.
            await ExecuteAsync(connection, "CREATE EXTENSION IF NOT EXISTS pg_prewarm; SELECT pg_prewarm(name::regclass) FROM bench_indexes WHERE to_regclass(name) IS NOT NULL");
            await using var service = await ServiceAsync(redis, database);
            await MeasureAsync(service, $"PostgreSQL, {size:N0}", await SamplesAsync(connection));
        }

        report.Table(["", "kind", "#p50", "#p95", "#p99", "#slowest"], _rows);
    }

    private Task<DotnetService> ServiceAsync(RedisServer redis, string database) => DotnetService.StartNewAsync(
        new DotnetServiceOptions
        {
            Project = "Issuance.Api",
            Environment = new Dictionary<string, string?> { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["ConnectionStrings__redis"] = redis.ConnectionString, ["ConnectionStrings__issuance-db"] = database },
        },
        cancellationToken);

    private async Task MeasureAsync(DotnetService service, string what, Drawn[] samples)
    {
        var all = new List<double>();
        foreach (var kind in Kinds)
        {
            var random = new Random(Seed);
            var times = new List<double>();
            string? cursor = null;
            if (kind.Depth > 0) cursor = await CursorAsync(service, kind.Query(random, samples[0]), kind.Depth);
            for (var i = 0; i < 2 * requests; i++)
            {
                var query = kind.Query(random, samples[random.Next(samples.Length)]);
                var address = $"api/v1/credentials{(kind.IsCount ? "/count" : "")}?{query}{(kind.IsCount ? "" : $"&limit={PageSize}")}{(cursor is null ? "" : $"&cursor={cursor}")}".Replace("?&", "?", StringComparison.Ordinal);
                var began = Stopwatch.GetTimestamp();
                using var answer = await service.HttpClient.GetAsync(new Uri(address, UriKind.Relative), cancellationToken);
                await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                answer.EnsureSuccessStatusCode();
                if (i >= requests) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            Add(what, kind.Name, times);
            all.AddRange(times);
        }

        Add(what, "**all of them**", all);
    }

    private void Add(string what, string kind, List<double> times)
    {
        string[] row = [what, kind, .. ((double[])[0.5, 0.95, 0.99, 1]).Select(part => Sample.Text(Sample.At(times, part), 1))];
        _rows.Add(row);
        Console.WriteLine(string.Join("  ", row));
    }

    /// <summary>The cursor of a page far down, found by leafing.</summary>
    private async Task<string?> CursorAsync(DotnetService service, string query, int depth)
    {
        string? cursor = null;
        for (var left = (depth - 1) * PageSize; left > 0; left -= 200)
        {
            using var page = JsonDocument.Parse(await service.HttpClient.GetStringAsync(new Uri($"api/v1/credentials?{query}&limit={Math.Min(200, left)}{(cursor is null ? "" : $"&cursor={cursor}")}".Replace("?&", "?", StringComparison.Ordinal), UriKind.Relative), cancellationToken));
            if (page.RootElement.GetProperty("nextCursor").GetString() is not { } next) break;
            cursor = next;
        }

        return cursor;
    }

    private async Task<Drawn[]> SamplesAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT holder_name, credential_type, issuer_name, holder_id, issued_at FROM credentials TABLESAMPLE SYSTEM_ROWS(4000)", connection);
        var samples = new List<Drawn>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            samples.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), DateOnly.FromDateTime(reader.GetDateTime(4))));
        return [.. samples];
    }

    /// <summary>Names with their words as the service stores them, the frequent ones first.</summary>
    private async Task NamesAsync(NpgsqlConnection connection)
    {
        var random = new Random(Seed);
        await CopyAsync("bench_first_names", Made(s_firstNames, FirstNames));
        await CopyAsync("bench_family_names", Made(s_familyNames, FamilyNames));
        await CopyAsync("bench_types", [.. Enumerable.Range(0, Types).Select(i => $"{s_degrees[i % s_degrees.Length]} of {s_subjects[i / s_degrees.Length % s_subjects.Length]}{(i < s_degrees.Length * s_subjects.Length ? "" : " " + Word(2))}").Distinct()]);
        await CopyAsync("bench_issuers", [.. Enumerable.Range(0, Issuers).Select(i => $"{s_kinds[i % s_kinds.Length]} of {Word(2 + (i % 2))}").Distinct()]);
        await ExecuteAsync(
            connection,
            """
            INSERT INTO credential_texts (kind, word, text, search)
            SELECT DISTINCT k, w, folded, CASE WHEN w = '' THEN search END FROM (SELECT 1 AS k, folded, search FROM bench_types UNION ALL SELECT 2, folded, search FROM bench_issuers) AS t,
              unnest(ARRAY[''] || string_to_array(search, ' ')) AS w
            UNION ALL SELECT 3, folded, text, NULL FROM bench_types UNION ALL SELECT 4, folded, text, NULL FROM bench_issuers;
            """);

        string Word(int syllables)
        {
            const string Consonants = "bcdfghjklmnprstvwz", Vowels = "aeiou";
            var word = string.Concat(Enumerable.Range(0, syllables).Select(_ => $"{Consonants[random.Next(Consonants.Length)]}{Vowels[random.Next(Vowels.Length)]}{(random.Next(3) == 0 ? Consonants[random.Next(Consonants.Length)] : "")}"));
            return char.ToUpperInvariant(word[0]) + word[1..];
        }

        string[] Made(string[] first, int count)
        {
            var names = new HashSet<string>(first, StringComparer.Ordinal);
            while (names.Count < count) names.Add(Word(random.Next(2, 5)));
            return [.. first, .. names.Except(first)];
        }

        async Task CopyAsync(string table, string[] texts)
        {
            await ExecuteAsync(connection, $"CREATE TABLE {table} (i int PRIMARY KEY, text text, folded text, search text)");
            await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT binary)", cancellationToken);
            for (var i = 0; i < texts.Length; i++)
                await copy.WriteRowAsync(cancellationToken, i, texts[i], KubeCredential.Text.UnicodeText.Fold(texts[i]), SearchText.Normalise(texts[i]));
            await copy.CompleteAsync(cancellationToken);
        }
    }

    private const string Prepare =
        """
        CREATE EXTENSION IF NOT EXISTS tsm_system_rows;
        -- The number of a name: the more frequent, the lower (Zipf-Mandelbrot with a shift of 10).
        CREATE FUNCTION zipf(n int, u float8) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT least(n - 1, floor(10 * exp(u * ln((n + 10) / 10.0)) - 10)::int)';
        ALTER TABLE credentials DISABLE TRIGGER USER;
        CREATE TABLE bench_indexes AS SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS made, t.relname AS of, con.conname AS con, pg_get_constraintdef(con.oid) AS def
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid
          WHERE t.relname IN ('credentials', 'credential_words', 'credential_events');
        """;

    private async Task FillAsync(NpgsqlConnection connection, int there, int size)
    {
        await ExecuteAsync(connection, "DO $$ DECLARE r record; BEGIN FOR r IN SELECT * FROM bench_indexes LOOP IF r.con IS NOT NULL THEN EXECUTE format('ALTER TABLE %I DROP CONSTRAINT IF EXISTS %I', r.of, r.con); ELSE EXECUTE format('DROP INDEX IF EXISTS %I', r.name); END IF; END LOOP; END $$");
        const int Portion = 500_000;
        for (var from = there; from < size; from += Portion)
        {
            var to = Math.Min(size, from + Portion);
            // Over five years, in the order of time. Four in ten expire, most of them later; a few have been revoked, suspended or superseded.
            await ExecuteAsync(
                connection,
                $$"""
                CREATE TEMP TABLE made AS SELECT n, a.ms, f.text || COALESCE(' ' || m.text, '') || ' ' || l.text AS name, f.search || COALESCE(' ' || m.search, '') || ' ' || l.search AS search,
                    t.text AS type, t.folded AS type_search, s.text AS issuer, s.folded AS issuer_search,
                    (lpad(to_hex(a.ms), 12, '0') || '7' || substr(h.h, 1, 3) || '8' || substr(h.h, 4, 15))::uuid AS id, (lpad(to_hex(a.ms), 12, '0') || '7' || substr(h.h, 19, 3) || '9' || substr(h.h, 14, 15))::uuid AS event_id,
                    to_timestamp(a.ms / 1000.0) AS at, h.h AS h, CASE WHEN u.e < 0.4 THEN (to_timestamp(a.ms / 1000.0) + make_interval(days => 365 + (u.e * 7000)::int))::date END AS expiry,
                    CASE WHEN u.s < 0.97 THEN 'active' WHEN u.s < 0.985 THEN 'revoked' WHEN u.s < 0.99 THEN 'suspended' ELSE 'superseded' END AS state
                  FROM (SELECT n, random() AS f, random() AS m, random() AS l, random() AS t, random() AS i, random() AS e, random() AS s FROM generate_series({{from + 1}}, {{to}}) AS n) AS u
                  CROSS JOIN LATERAL (SELECT (extract(epoch FROM date_trunc('day', now())) * 1000)::bigint - 157680000000 + u.n::bigint * {{157_000_000_000 / 10_000_000}} AS ms) AS a
                  CROSS JOIN LATERAL (SELECT md5(u.n::text || 'x') AS h) AS h
                  JOIN bench_first_names f ON f.i = zipf({{FirstNames}}, u.f) LEFT JOIN bench_first_names m ON u.m < 0.25 AND m.i = zipf({{FirstNames}}, least(u.m * 4, 1)) JOIN bench_family_names l ON l.i = zipf({{FamilyNames}}, u.l)
                  JOIN bench_types t ON t.i = zipf((SELECT count(*)::int FROM bench_types), u.t) JOIN bench_issuers s ON s.i = zipf((SELECT count(*)::int FROM bench_issuers), u.i);
                INSERT INTO credentials (id, content, content_salt, content_hash, holder_key, holder_id, standing, holder_name, credential_type, issuer_name, issued_at, version, event_id, state, expiry_date, holder_search, type_search, issuer_search, published_at, confirmed_at)
                  SELECT id, '{"id":"' || id || '","holderName":"' || name || '","credentialType":"' || type || '","issueDate":"' || at::date || '","validFrom":"' || at::date || '","expiryDate":' || COALESCE('"' || expiry || '"', 'null')
                      || ',"issuerName":"' || issuer || '","metadata":{"gpa":3.7,"honours":"cum laude"},"workerId":"pod-1","timestamp":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","issuedBy":"worker-pod-1"}',
                    h, h || h, 'id:S-' || n, CASE WHEN n % 2 = 0 THEN 'S-' || n END, CASE WHEN state IN ('active', 'suspended') THEN 1 ELSE 0 END, name, type, issuer, at, 1, event_id, state, expiry, search, type_search, issuer_search, at, at
                  FROM made ORDER BY n;
                INSERT INTO credential_events (event_id, credential_id, version, event_type, occurred_at, correlation_id, trace_parent, status, key_id, signature)
                  SELECT event_id, id, 1, 'CREDENTIAL_ISSUED', at, h, '00-' || h || '-0123456789abcdef-01', '{"state":"' || state || '","since":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"}', 'key-1', repeat(h, 3) FROM made ORDER BY n;
                INSERT INTO credential_words (word, credential_id) SELECT w.word, m.id FROM made m CROSS JOIN LATERAL (SELECT DISTINCT unnest(string_to_array(m.search, ' ')) AS word) AS w;
                DROP TABLE made;
                """);
            Console.WriteLine($"  {to:N0}");
        }

        // As the service's own migration made them. An erased name would be missing from no other table.
        await using (var made = new NpgsqlCommand("SELECT CASE WHEN con IS NOT NULL THEN format('ALTER TABLE %I ADD CONSTRAINT %I %s', of, con, def) ELSE made END FROM bench_indexes ORDER BY con IS NULL", connection))
        {
            var statements = new List<string>();
            await using (var reader = await made.ExecuteReaderAsync(cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken)) statements.Add(reader.GetString(0));
            }

            foreach (var statement in statements) await ExecuteAsync(connection, statement);
        }

        await ExecuteAsync(connection, "VACUUM (FREEZE, ANALYZE) credentials");
        await ExecuteAsync(connection, "VACUUM (FREEZE, ANALYZE) credential_words");
        await ExecuteAsync(connection, "VACUUM (FREEZE, ANALYZE) credential_events");
        await ExecuteAsync(connection, "CHECKPOINT");
    }

    /// <summary>The same credentials in SQLite.</summary>
    private async Task SqliteAsync(NpgsqlConnection connection, RedisServer redis, int size)
    {
        var directory = Directory.CreateTempSubdirectory("kubecredential-search-");
        try
        {
            var database = $"Data Source={Path.Combine(directory.FullName, "issuance.db")}";
            await using (await ServiceAsync(redis, database)) { }
            await using (var sqlite = new SqliteConnection(database))
            {
                await sqlite.OpenAsync(cancellationToken);
                await using (var pragma = sqlite.CreateCommand())
                {
                    pragma.CommandText = "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000";
                    await pragma.ExecuteNonQueryAsync(cancellationToken);
                }

                await using var transaction = (SqliteTransaction)await sqlite.BeginTransactionAsync(cancellationToken);
                await CopyAsync("credential_texts", "kind, word, text, search");
                await CopyAsync("credential_words", "word, credential_id");
                await CopyAsync("credentials", "id, content, content_salt, content_hash, holder_key, holder_id, standing, holder_name, credential_type, issuer_name, issued_at, version, event_id, state, expiry_date, holder_search, type_search, issuer_search, published_at, confirmed_at");
                await CopyAsync("credential_events", "event_id, credential_id, version, event_type, occurred_at, correlation_id, trace_parent, status, key_id, signature");
                await transaction.CommitAsync(cancellationToken);

                async Task CopyAsync(string table, string columns)
                {
                    var names = columns.Split(", ");
                    await using var insert = sqlite.CreateCommand();
                    insert.Transaction = transaction;
                    insert.CommandText = $"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({string.Join(", ", names.Select(static (_, i) => $"@p{i}"))})";
                    var parameters = names.Select((_, i) => insert.Parameters.Add(new SqliteParameter($"@p{i}", null))).ToArray();
                    await using var command = new NpgsqlCommand($"SELECT {columns} FROM {table}{(table == "credential_words" ? " ORDER BY word, credential_id" : "")}", connection);
                    await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                    while (await reader.ReadAsync(cancellationToken))
                    {
                        for (var i = 0; i < names.Length; i++)
                        {
                            parameters[i].Value = reader.GetValue(i) switch
                            {
                                DateTime moment => new DateTimeOffset(moment, TimeSpan.Zero).ToUnixTimeMilliseconds(),
                                DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                                Guid id => id.ToString().ToUpperInvariant(),
                                var value => value,
                            };
                        }

                        insert.ExecuteNonQuery();
                    }
                }
            }

            SqliteConnection.ClearAllPools();
            await using var service = await ServiceAsync(redis, database);
            await MeasureAsync(service, $"SQLite, {size:N0}", await SamplesAsync(connection));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 3600 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
