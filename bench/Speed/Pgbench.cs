using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace KubeCredential.Bench.Speed;

/// <summary>PostgreSQL's own load generator.</summary>
internal static partial class Pgbench
{
    /// <summary>Runs a script for a while.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="script">The script's file name, in this program's folder.</param>
    /// <param name="clients">The number of connections.</param>
    /// <param name="duration">The duration, in whole seconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Transactions per second.</returns>
    public static async Task<double> RunAsync(string connectionString, string script, int clients, TimeSpan duration, CancellationToken cancellationToken)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo("pgbench") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])
            [
                "-h", database.Host!, "-p", database.Port.ToString(CultureInfo.InvariantCulture), "-U", database.Username!, "-n", "-M", "prepared",
                "-c", clients.ToString(CultureInfo.InvariantCulture), "-j", "1", "-T", duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
                "-f", Path.Combine(AppContext.BaseDirectory, script), database.Database!,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        using var pgbench = Process.Start(start) ?? throw new InvalidOperationException("pgbench did not start.");
        var errors = pgbench.StandardError.ReadToEndAsync(cancellationToken);
        var output = await pgbench.StandardOutput.ReadToEndAsync(cancellationToken);
        await pgbench.WaitForExitAsync(cancellationToken);
        if (pgbench.ExitCode != 0 || Rate().Match(output) is not { Success: true } rate) throw new InvalidOperationException($"pgbench failed:\n{output}\n{await errors}");
        return double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"tps = ([0-9.]+) \(without initial")]
    private static partial Regex Rate();
}
