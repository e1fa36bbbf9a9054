using System.Text.Json;
using KubeCredential.Hosting.Health;

namespace KubeCredential.Outbound;

/// <summary>The <c>outbound</c> of the health document: counts of this process, from memory.</summary>
internal sealed class OutboundHealth(DocumentFetcher fetcher) : IHealthSection
{
    public string Name => "outbound";

    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteNumber("running", fetcher.Running);
        json.WriteNumber("kept", fetcher.Kept);
        json.WriteNumber("closedHosts", fetcher.ClosedHosts);
        json.WriteStartObject("fetches");
        foreach (var (outcome, count) in fetcher.Counts) json.WriteNumber(outcome, count);
        json.WriteEndObject();
    }
}
