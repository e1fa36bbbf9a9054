using System.Globalization;
using KubeCredential.Bench.Speed;

// Measures speed against a baseline in the same run. Arguments: "tracing": what telemetry costs; "keys": what checking API keys costs.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(30));
if (args is not ["tracing" or "keys"])
{
    Console.Error.WriteLine("Say what to measure: tracing or keys");
    return 2;
}

await (args[0] == "keys" ? KeyCost.RunAsync(stop.Token) : TracingCost.RunAsync(stop.Token));
return 0;
