using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>Batches: checking a file, issuing it until everything can be verified, the memory that this takes, and what it does to single requests.</summary>
internal static class Batching
{
    private const int WarmUp = 60_000;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(Report report, int rows, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        var redis = await servers.RedisAsync(cancellationToken);
        var database = await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken);
        var issuer = await servers.IssuanceAsync(redis, database, cancellationToken);
        await servers.VerificationAsync(redis, await servers.Postgres.CreateDatabaseAsync("verification", cancellationToken), issuer, cancellationToken);
        var started = CpuTime.Megabytes(issuer.ProcessId);
        var issue = new Uri(issuer.Url, "api/v1/credentials/issue");
        await VerifiableAsync(issuer, await ConfirmAsync(issuer, await CheckedAsync(issuer, await UploadAsync(issuer, WarmUp, "warm", cancellationToken), cancellationToken), cancellationToken), cancellationToken);

        var atRest = CpuTime.Megabytes(issuer.ProcessId);
        var (check, write, all, memory, cpu) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), "");
        var (checkCpu, each) = ("", "");
        for (var round = 0; round < rounds; round++)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var most = MostMegabytesAsync(issuer.ProcessId, ended.Token);
            var id = await UploadAsync(issuer, rows, $"Degree {round}", cancellationToken);
            if (Servers.IsProfiled) await Statements.ResetAsync(database, cancellationToken);
            var used = servers.CountCpu();
            var began = Stopwatch.GetTimestamp();
            await CheckedAsync(issuer, id, cancellationToken);
            check.Add(rows / Stopwatch.GetElapsedTime(began).TotalSeconds);
            checkCpu = CpuTime.Text(used.Shares());
            if (Servers.IsProfiled) await Statements.ShowAsync(database, rows, cancellationToken);
            if (Servers.IsProfiled) await Statements.ResetAsync(database, cancellationToken);
            used = servers.CountCpu();
            began = Stopwatch.GetTimestamp();
            await ConfirmAsync(issuer, id, cancellationToken);
            await StateAsync(issuer, id, "done", cancellationToken);
            write.Add(rows / Stopwatch.GetElapsedTime(began).TotalSeconds);
            await VerifiableAsync(issuer, id, cancellationToken);
            all.Add(rows / Stopwatch.GetElapsedTime(began).TotalSeconds);
            cpu = CpuTime.Text(used.Shares());
            each = used.EachText(rows);
            if (Servers.IsProfiled) await Statements.ShowAsync(database, rows, cancellationToken);
            await ended.CancelAsync();
            memory.Add(await most);
        }

        report.Section(
            "Batches",
            string.Create(CultureInfo.InvariantCulture, $"A CSV file of {rows:N0} rows with six columns, uploaded, checked, confirmed, issued, delivered and verifiable, on PostgreSQL; {rounds} rounds; median (least to most). The progress was read twice a second."));
        report.Table(
            ["what", "#rows a second", "of the two processors"],
            [
                ["dry run: parsed, checked, compared with what stands, written", Sample.Text(check), checkCpu],
                ["issued", Sample.Text(write), ""],
                ["issued and verifiable", Sample.Text(all), cpu],
            ]);
        report.Note($"Processor time of each row, issued and verifiable: {each}.");
        report.Note(string.Create(
            CultureInfo.InvariantCulture, $"Resident memory of the issuance service: {started:0} MB when it had started, {atRest:0} MB after a first file of {WarmUp:N0} rows, {memory.Max():0} MB at most while it took, checked and issued {rows:N0} rows."));
        await BesideAsync(report, issuer, issue, rows, rounds, duration, cancellationToken);
    }

    /// <summary>Single requests alone and beside a batch.</summary>
    private static async Task BesideAsync(Report report, DotnetService issuer, Uri issue, int rows, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        var results = new List<string[]>();
        foreach (var connections in (int[])[1, 8])
        {
            var (alone, beside, aloneP99, besideP99, rate) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                var run = string.Create(CultureInfo.InvariantCulture, $"{connections} {round}");
                var id = await CheckedAsync(issuer, await UploadAsync(issuer, rows, $"Beside {run}", cancellationToken), cancellationToken);
                var result = await Wrk.IssueAsync(issue, $"alone {run}", connections, duration, cancellationToken);
                alone.Add(result.Median);
                aloneP99.Add(result.P99);
                await ConfirmAsync(issuer, id, cancellationToken);
                result = await Wrk.IssueAsync(issue, $"beside {run}", connections, duration, cancellationToken);
                var batch = await ReadAsync(issuer, id, cancellationToken);
                if (batch.GetProperty("state").GetString() != "running") throw new InvalidOperationException("The batch was done before the measurement: give it more rows.");
                beside.Add(result.Median);
                besideP99.Add(result.P99);
                rate.Add(batch.GetProperty("counts").GetProperty("done").GetInt32() / duration.TotalSeconds);
                await ActAsync(issuer, id, "cancel", cancellationToken);
                await Servers.PublishedAsync(issuer, cancellationToken);
            }

            results.Add(
            [
                connections.ToString(CultureInfo.InvariantCulture), Sample.Text(Sample.Median(alone), 1), Sample.Text(Sample.Median(beside), 1), Sample.Text(Sample.Ratio(beside, alone), 2), Sample.Text(Sample.Median(aloneP99), 1),
                Sample.Text(Sample.Median(besideP99), 1), Sample.Text(rate),
            ]);
        }

        report.Note("Single requests to issue, alone and beside a running batch:\n");
        report.Table(["#connections", "#median alone, ms", "#median beside, ms", "#ratio of each round, median", "#p99 alone, ms", "#p99 beside, ms", "#rows of the batch a second meanwhile"], results);
    }

    private static Task<string> UploadAsync(DotnetService issuer, int rows, string type, CancellationToken cancellationToken)
    {
        var text = new StringBuilder("Name,Matrikelnummer,E-Mail,Gültig bis,Studiengang,Note\r\n");
        for (var i = 1; i <= rows; i++) text.Append(CultureInfo.InvariantCulture, $"Graduate Number {i},{i:D8},graduate{i}@example.org,31.12.2039,Computer Science,{1 + (i % 30 / 10.0):0.0}\r\n");
        return UploadAsync(issuer, text, type, cancellationToken);
    }

    /// <summary>Sends a file of credentials to be issued.</summary>
    /// <returns>The ID of the batch.</returns>
    internal static async Task<string> UploadAsync(DotnetService issuer, StringBuilder csv, string type, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv.ToString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await issuer.HttpClient.PostAsync(new Uri($"api/v1/batches?action=issue&type={Uri.EscapeDataString(type)}&issuer=University%20of%20London", UriKind.Relative), content, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)).RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>Waits until a batch has been checked and found without faults.</summary>
    internal static async Task<string> CheckedAsync(DotnetService issuer, string id, CancellationToken cancellationToken)
    {
        var ready = await StateAsync(issuer, id, "ready", cancellationToken);
        return ready.GetProperty("counts").GetProperty("invalid").GetInt32() == 0 ? id : throw new InvalidOperationException($"Rows are invalid: {ready}");
    }

    /// <summary>Has a batch issued.</summary>
    internal static async Task<string> ConfirmAsync(DotnetService issuer, string id, CancellationToken cancellationToken)
    {
        await ActAsync(issuer, id, "confirm", cancellationToken);
        return id;
    }

    private static async Task ActAsync(DotnetService issuer, string id, string action, CancellationToken cancellationToken)
    {
        using var answer = await issuer.HttpClient.PostAsync(new Uri($"api/v1/batches/{id}/{action}", UriKind.Relative), null, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until a batch is in a state.</summary>
    internal static Task<JsonElement> StateAsync(DotnetService issuer, string id, string state, CancellationToken cancellationToken) =>
        WaitAsync(issuer, id, batch => batch.GetProperty("state").GetString() == state, state, TimeSpan.FromMilliseconds(50), cancellationToken);

    /// <summary>Waits until every credential of a batch can be verified.</summary>
    internal static Task<JsonElement> VerifiableAsync(DotnetService issuer, string id, CancellationToken cancellationToken) => WaitAsync(
        issuer, id, static batch => batch.GetProperty("state").GetString() == "done" && batch.GetProperty("counts").GetProperty("verifiable").GetInt32() == batch.GetProperty("counts").GetProperty("rows").GetInt32(),
        "verifiable", TimeSpan.FromMilliseconds(500), cancellationToken);

    private static async Task<JsonElement> WaitAsync(DotnetService issuer, string id, Func<JsonElement, bool> isSo, string what, TimeSpan every, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var batch = await ReadAsync(issuer, id, cancellationToken);
            if (isSo(batch)) return batch;
            if (Stopwatch.GetElapsedTime(began) > s_limit) throw new TimeoutException($"The batch is not {what}: {batch}");
            await Task.Delay(every, cancellationToken);
        }
    }

    private static async Task<JsonElement> ReadAsync(DotnetService issuer, string id, CancellationToken cancellationToken) =>
        JsonElement.Parse(await issuer.HttpClient.GetStringAsync(new Uri($"api/v1/batches/{id}", UriKind.Relative), cancellationToken));

    private static async Task<double> MostMegabytesAsync(int processId, CancellationToken cancellationToken)
    {
        var most = 0.0;
        while (!cancellationToken.IsCancellationRequested)
        {
            most = Math.Max(most, CpuTime.Megabytes(processId));
            await Task.Delay(100, CancellationToken.None);
        }

        return most;
    }
}
