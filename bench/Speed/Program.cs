using System.Globalization;
using KubeCredential.Bench.Speed;

// Measures speed, always against a baseline in the same run; see bench/run.sh --help. The arguments name what to measure.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var stop = new CancellationTokenSource(TimeSpan.FromHours(5));
var quick = Environment.GetEnvironmentVariable("QUICK") == "1"; // For trying it out; the figures mean little.
var rounds = quick ? 1 : int.Parse(Environment.GetEnvironmentVariable("ROUNDS") ?? "3", CultureInfo.InvariantCulture);
var duration = TimeSpan.FromSeconds(quick ? 5 : 4);
var parts = new (string Name, Func<Report, Task> Run)[]
{
    ("issue", report => Issuing.RunAsync(report, rounds, duration, stop.Token)),
    ("verify", report => Verifying.RunAsync(report, rounds, duration, stop.Token)),
    ("lag", report => Lagging.RunAsync(report, TimeSpan.FromSeconds(quick ? 8 : 10), stop.Token)),
    ("lifecycle", report => Changing.RunAsync(report, rounds, duration, TimeSpan.FromSeconds(quick ? 8 : 15), stop.Token)),
    ("batch", report => Batching.RunAsync(report, quick ? 50_000 : 200_000, rounds, duration, stop.Token)),
    ("drain", report => Draining.RunAsync(report, quick ? 60_000 : 200_000, rounds, stop.Token)),
    ("sign", report => SigningCost.RunAsync(report, quick ? 60_000 : 200_000, rounds, duration, stop.Token)),
    ("tracing", report => TracingCost.RunAsync(report, rounds, duration, stop.Token)),
    ("limits", report => LimitCost.RunAsync(report, rounds, duration, stop.Token)),
    ("fullspeed", report => FullSpeed.RunAsync(report, TimeSpan.FromMinutes(quick ? 2 : 10), stop.Token)),
    ("portable", async report =>
    {
        await Portable.RunAsync(report, rounds, duration, stop.Token);
        await HandingOut.RunAsync(report, rounds, duration, stop.Token);
    }),
    ("papers", report => PaperSpeed.RunAsync(report, rounds, duration, stop.Token)),
    ("search", report => Searching.RunAsync(report, Sizes("SEARCH_SIZES", quick ? [100_000] : [100_000, 1_000_000, 10_000_000]), quick ? 100_000 : 1_000_000, quick ? 20 : 60, stop.Token)),
    ("scale", report => Growing.RunAsync(report, Sizes("SCALE_SIZES", quick ? [10_000, 30_000] : [10_000, 100_000, 1_000_000, 10_000_000]), duration, stop.Token)),
    ("image", report => Starting.RunAsync(report, rounds, stop.Token)),
    ("keys", report => KeyCost.RunAsync(report, rounds, duration, stop.Token)),
};
if (args is ["compare", var folder])
{
    Comparing.Run(new Report(), folder);
    return 0;
}

if (args.Length == 0 || args.Except(parts.Select(static part => part.Name)).Any())
{
    Console.Error.WriteLine($"Name what to measure: {string.Join(", ", parts.Select(static part => part.Name))}.");
    return 2;
}

int[] Sizes(string variable, int[] usual) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } sizes
    ? [.. sizes.Split(',').Select(static size => int.Parse(size, CultureInfo.InvariantCulture))]
    : usual;

foreach (var part in parts.Where(part => args.Contains(part.Name)))
{
    var report = new Report();
    await part.Run(report);
    if (Environment.GetEnvironmentVariable("REPORT") is { Length: > 0 } path) await File.AppendAllTextAsync(path, report.ToString(), stop.Token);
}

return 0;
