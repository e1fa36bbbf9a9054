using System.Globalization;
using KubeCredential.Bench.Speed;

// Measures speed against a baseline in the same run. Arguments: "tracing": what telemetry costs.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(30));
if (args is not ["tracing"])
{
    Console.Error.WriteLine("Say what to measure: tracing");
    return 2;
}

await TracingCost.RunAsync(stop.Token);
return 0;
