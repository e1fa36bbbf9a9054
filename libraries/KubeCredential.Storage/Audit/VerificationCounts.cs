using System.ComponentModel;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Storage.Audit;

/// <summary>How often a credential was verified.</summary>
/// <param name="Total">All verdicts that were counted, of those that are kept.</param>
/// <param name="IsExact">Whether these are all there were; otherwise there were more, and the newest are counted.</param>
/// <param name="Valid">With the verdict that it is valid.</param>
/// <param name="Expired">With the verdict that it has expired.</param>
/// <param name="Different">With other content than was issued.</param>
/// <param name="LastAt">When it was last verified, or null.</param>
public sealed record VerificationCounts(
    long Total,
    [property: Description("Whether these are all there were; otherwise the newest are counted")] bool IsExact,
    long Valid,
    long Expired,
    long Different,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastAt);
