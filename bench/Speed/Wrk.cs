using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>The load generators, which run as separate processes.</summary>
internal static partial class Wrk
{
    /// <summary>The result of a run.</summary>
    /// <param name="Rate">Responses per second, all of them successful.</param>
    /// <param name="Median">The median response time, in milliseconds.</param>
    /// <param name="P99">The 99th percentile of the response time, in milliseconds.</param>
    internal readonly record struct Result(double Rate, double Median, double P99);

    /// <summary>How a flood of refused requests was answered.</summary>
    /// <param name="Rate">Responses per second.</param>
    /// <param name="Unauthorized">How many were 401.</param>
    /// <param name="TooMany">How many were 429.</param>
    /// <param name="Other">How many were neither.</param>
    internal readonly record struct Refusals(double Rate, long Unauthorized, long TooMany, long Other);

    /// <summary>Issues credentials for a while.</summary>
    /// <param name="url">The address for issuing.</param>
    /// <param name="run">Part of the holders' names, so that no request is repeated.</param>
    /// <param name="connections">The number of concurrent requests.</param>
    /// <param name="duration">The duration, in whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="key">The API key; null for a configured one.</param>
    public static Task<Result> IssueAsync(Uri url, string run, int connections, TimeSpan duration, CancellationToken cancellationToken, string? key = null) =>
        RunAsync(url, ["-s", Script("issue.lua")], [run, key ?? TestKeys.All], connections, duration, refused: false, cancellationToken);

    /// <summary>Changes the status of credentials for a while.</summary>
    /// <param name="service">The address of the service.</param>
    /// <param name="known">How many are stored, with the IDs of <c>Seeds</c>.</param>
    /// <param name="from">The number of the first request, so that no run repeats what another has done.</param>
    /// <param name="connections">The number of concurrent requests.</param>
    /// <param name="duration">The duration, in whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<Result> ChangeAsync(Uri service, int known, int from, int connections, TimeSpan duration, CancellationToken cancellationToken) =>
        RunAsync(
            service, ["-s", Script("change.lua")], [known.ToString(CultureInfo.InvariantCulture), from.ToString(CultureInfo.InvariantCulture), TestKeys.All], connections, duration, refused: false,
            cancellationToken);

    /// <summary>Verifies credentials for a while.</summary>
    /// <param name="url">The address for verifying.</param>
    /// <param name="known">How many are stored, with the IDs of <c>Seeds</c>.</param>
    /// <param name="asked">How many of them are requested.</param>
    /// <param name="connections">The number of concurrent requests.</param>
    /// <param name="duration">The duration, in whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="from">The number of the first request, so that no run repeats what another has done.</param>
    public static Task<Result> VerifyAsync(Uri url, int known, int asked, int connections, TimeSpan duration, CancellationToken cancellationToken, int from = 0) =>
        RunAsync(
            url, ["-s", Script("verify.lua")],
            [known.ToString(CultureInfo.InvariantCulture), asked.ToString(CultureInfo.InvariantCulture), from.ToString(CultureInfo.InvariantCulture)], connections, duration, refused: false, cancellationToken);

    /// <summary>Verifies the credentials of a file for a while.</summary>
    /// <param name="url">The address for verifying.</param>
    /// <param name="file">The file, with an ID in each line.</param>
    /// <param name="asked">How many of them are requested.</param>
    /// <param name="connections">The number of concurrent requests.</param>
    /// <param name="duration">The duration, in whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<Result> VerifyAsync(Uri url, string file, int asked, int connections, TimeSpan duration, CancellationToken cancellationToken) =>
        RunAsync(url, ["-s", Script("verify-ids.lua")], [file, asked.ToString(CultureInfo.InvariantCulture), "0"], connections, duration, refused: false, cancellationToken);

    /// <summary>The number of the first request of the next run.</summary>
    /// <param name="from">That of the last run.</param>
    /// <param name="last">Its result.</param>
    /// <param name="connections">Its connections.</param>
    /// <param name="duration">Its duration.</param>
    public static int Next(int from, Result last, int connections, TimeSpan duration) => from + (int)(last.Rate * duration.TotalSeconds * 1.1) + connections; // Behind all that wrk has sent.

    /// <summary>Requests one address for a while.</summary>
    /// <param name="url">The address.</param>
    /// <param name="key">The API key to send, or null for none.</param>
    /// <param name="refused">Whether every response must be an error; otherwise all must be successful.</param>
    /// <param name="connections">The number of concurrent requests.</param>
    /// <param name="duration">The duration, in whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<Result> AskAsync(Uri url, string? key, bool refused, int connections, TimeSpan duration, CancellationToken cancellationToken) =>
        RunAsync(url, key is null ? [] : ["-H", $"Authorization: Bearer {key}"], [], connections, duration, refused, cancellationToken);

    /// <summary>Tries unknown API keys, a different one with each request.</summary>
    /// <param name="url">The address.</param>
    /// <param name="connections">The number of concurrent requests.</param>
    /// <param name="duration">The duration, in whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<Refusals> FloodAsync(Uri url, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (rate, output) = await OutputAsync(url, ["-s", Script("flood.lua")], [], connections, duration, refused: true, cancellationToken);
        var counts = Answers().Match(output);
        return new Refusals(rate, Count(1), Count(2), Count(3));

        long Count(int group) => long.Parse(counts.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static async Task<Result> RunAsync(
        Uri url, string[] options, string[] arguments, int connections, TimeSpan duration, bool refused, CancellationToken cancellationToken)
    {
        var (rate, output) = await OutputAsync(url, options, arguments, connections, duration, refused, cancellationToken);
        return new Result(rate, Latency(output, "50%"), Latency(output, "99%"));
    }

    private static async Task<(double Rate, string Output)> OutputAsync(
        Uri url, string[] options, string[] arguments, int connections, TimeSpan duration, bool refused, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true };
        foreach (var argument in (string[])
            [
                "-t1", string.Create(CultureInfo.InvariantCulture, $"-c{connections}"), string.Create(CultureInfo.InvariantCulture, $"-d{duration.TotalSeconds:0}s"), "--timeout", "10s", "--latency",
                .. options, $"{url}", "--", .. arguments,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        using var wrk = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start.");
        var output = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
        await wrk.WaitForExitAsync(cancellationToken);
        if (wrk.ExitCode != 0 || Rate().Match(output) is not { Success: true } rate || output.Contains("Non-2xx", StringComparison.Ordinal) != refused || output.Contains("Socket errors", StringComparison.Ordinal))
            throw new InvalidOperationException($"Unexpected result of wrk:\n{output}");
        return (double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), output);
    }

    private static double Latency(string output, string part)
    {
        var text = output.Split('\n').Single(line => line.TrimStart().StartsWith(part, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var unit = text.TrimStart([.. "0123456789."]);
        return double.Parse(text[..^unit.Length], CultureInfo.InvariantCulture) * unit switch { "us" => 0.001, "ms" => 1, "s" => 1000, _ => 60_000 };
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"Answers: (\d+) (\d+) (\d+)")]
    private static partial Regex Answers();
}
