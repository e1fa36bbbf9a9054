using System.ComponentModel;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Storage.Replicas;

/// <summary>A replica of a service.</summary>
/// <param name="WorkerId">The process.</param>
/// <param name="Version">The version it runs.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="LastSeenAt">When it last reported, which it does every few seconds.</param>
public sealed record ReplicaDocument(
    string WorkerId,
    [property: Description("The version it runs, with the git revision if it was built from a checkout")] string Version,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset StartedAt,
    [property: JsonConverter(typeof(Rfc3339Converter)), Description("When it last reported, which it does every few seconds")] DateTimeOffset LastSeenAt);
