using System.Diagnostics.Metrics;

namespace KubeCredential.Outbound;

/// <summary>Makes the meters of the HTTP handler such that nobody listens to: it would measure each host by name, and a stranger may choose any number of names.</summary>
internal sealed class UnheardMeters : IMeterFactory
{
    private readonly Meter _meter = new("Unheard");

    public Meter Create(MeterOptions options) => _meter;

    public void Dispose() => _meter.Dispose();
}
