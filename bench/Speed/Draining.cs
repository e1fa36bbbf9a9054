using System.Globalization;

namespace KubeCredential.Bench.Speed;

/// <summary>How fast a backlog is published, applied and confirmed, from end to end, and whether it slows down on the way.</summary>
internal static class Draining
{
    /// <summary>Until so many events the runtime is still compiling and profiling its own code.</summary>
    public const int WarmUp = 60_000;

    public static async Task RunAsync(Report report, int events, int rounds, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        await using var backlog = await Backlog.StartAsync(servers, Build.This, cancellationToken);
        await backlog.DrainAsync(WarmUp, 0, cancellationToken); // Not measured.

        var rows = new List<string[]>();
        for (var round = 1; round <= rounds; round++)
        {
            if (Servers.IsProfiled) await Statements.ResetAsync(backlog.Database, cancellationToken);
            var (seconds, parts, cpu) = await backlog.DrainAsync(events, round, cancellationToken);
            rows.Add(
            [
                round.ToString(CultureInfo.InvariantCulture), events.ToString(CultureInfo.InvariantCulture), Sample.Text(seconds, 1), Sample.Text(events / seconds, 0),
                string.Join(", ", parts.Select(static rate => Sample.Text(rate, 0))), CpuTime.Text(cpu.Shares()),
            ]);
            if (Servers.IsProfiled) await Statements.ShowAsync(backlog.Database, events, cancellationToken);
        }

        report.Section("Draining a backlog", "Signed events are written to the outbox while the relay is stopped; then the relay is resumed. Measured, after a warm-up, until all events are confirmed: published, checked, applied and committed by one verification replica, and marked by the issuance service.");
        report.Table(["#round", "#backlog, events", "#seconds", "#events a second", "in each fifth of the way", "of the two processors"], rows);
        report.Note(string.Create(CultureInfo.InvariantCulture, $"Memory after {WarmUp + (events * rounds)} events: issuance {CpuTime.Megabytes(backlog.Issuer.ProcessId):0} MB, verification {CpuTime.Megabytes(backlog.Verifier.ProcessId):0} MB."));
    }
}
