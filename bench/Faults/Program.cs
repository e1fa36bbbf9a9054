using System.Diagnostics;
using System.Globalization;
using KubeCredential.Bench.Faults;
using KubeCredential.TestServers;

// Causes each fault and prints the ledgers as a table. Arguments: parts of scenario names; none for all; or soak (see Soak). Exit code 1 if anything was lost.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["soak", ..])
{
    if (args.Length > 4 || !args[1..Math.Min(args.Length, 3)].All(static one => double.TryParse(one, CultureInfo.InvariantCulture, out var number) && number > 0))
    {
        Console.Error.WriteLine("Usage: soak [MINUTES, 60] [A FAULT EVERY SO MANY MINUTES, 5] [PART OF THE FAULTS' NAMES, all]");
        return 2;
    }

    double[] minutes = [.. args[1..Math.Min(args.Length, 3)].Select(static one => double.Parse(one, CultureInfo.InvariantCulture))];
    return await Soak.RunAsync(TimeSpan.FromMinutes(minutes.Length > 0 ? minutes[0] : 60), TimeSpan.FromMinutes(minutes.Length > 1 ? minutes[1] : 5), args.Length > 3 ? args[3] : "");
}

using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(45));
var chosen = Scenarios.All.Where(scenario => args.Length == 0 || args.Any(part => scenario.Name.Contains(part, StringComparison.OrdinalIgnoreCase))).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"Unknown fault. The faults are:\n  {string.Join("\n  ", Scenarios.All.Select(static scenario => scenario.Name))}");
    return 2;
}

await using var issuance = await PostgresServer.StartNewAsync(new PostgresServerOptions { MaxConnections = 200 }, stop.Token);
await using var verification = await PostgresServer.StartNewAsync(new PostgresServerOptions { MaxConnections = 200 }, stop.Token);
var ledgers = new List<Ledger>();
Console.WriteLine(Ledger.Headings);
for (var i = 0; i < chosen.Count; i++)
{
    var ledger = await RunAsync(chosen[i], string.Create(CultureInfo.InvariantCulture, $"r{i}"));
    ledgers.Add(ledger);
    Console.WriteLine(ledger.Row);
}

var bad = ledgers.Count(static ledger => !ledger.IsGood);
Console.WriteLine(bad == 0 ? "\nNothing was lost, invented or given up." : $"\n{bad} of {ledgers.Count} ledgers do not balance.");
return bad == 0 ? 0 : 1;

async Task<Ledger> RunAsync(Scenario scenario, string name)
{
    // A server that has lost its place to its standby cannot be used again.
    await using var replaced = scenario.Standby ? await ReplicatedServers.StartAsync(stop.Token) : null;
    await using var system = await TestSystem.StartAsync(
        name, replaced?.Issuance ?? issuance, replaced?.Verification ?? verification, replaced is null ? null : (replaced.IssuanceStandby, replaced.VerificationStandby), scenario.Append, scenario.Sentinel, [], stop.Token);
    using var load = new Load(system, name);
    using var watch = new Watch(system, load);
    load.Start();
    watch.Start();
    await Task.Delay(TimeSpan.FromSeconds(1), stop.Token); // Warm-up, not measured.
    var normalFrom = Stopwatch.GetTimestamp();
    await Task.Delay(TimeSpan.FromSeconds(4), stop.Token);
    if (scenario.Environment.Count > 0) await system.RestartWithAsync(scenario.Environment, stop.Token);
    if (scenario.Backlog)
    {
        await system.ConsumeAsync(go: false, stop.Token);
        await Eventually.TrueAsync(
            async token => await TestSystem.NumberAsync(system.Verifiers[0], "admin/queue-stats", static root => root.GetProperty("stream").GetProperty("lag").GetInt64(), token) > 200,
            TimeSpan.FromSeconds(30), "there is an unconsumed backlog", stop.Token);
    }

    var faultFrom = Stopwatch.GetTimestamp();
    await scenario.Inject(system, stop.Token);
    var faultTo = Stopwatch.GetTimestamp();
    if (scenario.Environment.Count > 0) await system.RestartWithAsync([], stop.Token);
    if (scenario.Backlog) await system.ConsumeAsync(go: true, stop.Token);
    var ended = Stopwatch.GetTimestamp();
    await Task.Delay(TimeSpan.FromSeconds(2), stop.Token); // Keep issuing after the fault.
    await load.StopAsync();
    return await Ledger.CloseAsync(scenario.Name, TimeSpan.FromSeconds(90), system, load, watch, ended, load.Between(normalFrom, faultFrom), load.Between(faultFrom, faultTo), stop.Token);
}
