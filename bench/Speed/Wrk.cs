using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>The load generator <c>wrk</c>.</summary>
internal static partial class Wrk
{
    /// <summary>Issues credentials for a while.</summary>
    /// <param name="service">The address of the issuance service.</param>
    /// <param name="run">Names the holders, so that none is asked for twice.</param>
    /// <param name="connections">Requests at a time.</param>
    /// <param name="duration">For how long, in whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="key">The API key; null for one of the configuration.</param>
    /// <returns>Answers a second. All of them were successes.</returns>
    public static async Task<double> IssueAsync(Uri service, string run, int connections, TimeSpan duration, CancellationToken cancellationToken, string? key = null)
    {
        return RateOf(await RunAsync(
            [
                "-t1", string.Create(CultureInfo.InvariantCulture, $"-c{connections}"), string.Create(CultureInfo.InvariantCulture, $"-d{duration.TotalSeconds:0}s"), "--timeout", "10s",
                "-s", Path.Combine(AppContext.BaseDirectory, "issue.lua"), $"{new Uri(service, "api/v1/credentials/issue")}", "--", run, key ?? TestKeys.All,
            ],
            cancellationToken), refused: false);
    }

    /// <summary>Asks for one address for a while.</summary>
    /// <param name="address">The address.</param>
    /// <param name="key">The API key that is shown, or null for none.</param>
    /// <param name="refused">Whether every answer is to be a refusal; otherwise every one has to be a success.</param>
    /// <param name="connections">Requests at a time.</param>
    /// <param name="duration">For how long, in whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Answers a second.</returns>
    public static async Task<double> AskAsync(Uri address, string? key, bool refused, int connections, TimeSpan duration, CancellationToken cancellationToken) => RateOf(
        await RunAsync(
            [
                "-t1", string.Create(CultureInfo.InvariantCulture, $"-c{connections}"), string.Create(CultureInfo.InvariantCulture, $"-d{duration.TotalSeconds:0}s"), "--timeout", "10s",
                .. key is null ? (string[])[] : ["-H", $"Authorization: Bearer {key}"], $"{address}",
            ],
            cancellationToken), refused);

    private static async Task<string> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var wrk = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start.");
        var output = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
        await wrk.WaitForExitAsync(cancellationToken);
        return wrk.ExitCode == 0 ? output : throw new InvalidOperationException($"wrk failed:\n{output}");
    }

    private static double RateOf(string output, bool refused)
    {
        if (Rate().Match(output) is not { Success: true } rate || output.Contains("Non-2xx", StringComparison.Ordinal) != refused || output.Contains("Socket errors", StringComparison.Ordinal))
            throw new InvalidOperationException($"wrk did not get what was asked for:\n{output}");
        return double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();
}
