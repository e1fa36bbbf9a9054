using System.Text.Json.Serialization;

namespace KubeCredential.Messaging;

/// <summary>The state of a stream and its group.</summary>
/// <param name="Length">How many entries the stream holds.</param>
/// <param name="Lag">How many events among them the group has not read, heartbeats not included: counted, up to <see cref="MostCounted"/>.</param>
/// <param name="LagIsExact">Whether <paramref name="Lag"/> is the whole number; false: there are that many or more.</param>
/// <param name="Pending">How many the group has read and not acknowledged.</param>
/// <param name="Consumers">The members of the group.</param>
public sealed record StreamStats(long Length, long Lag, bool LagIsExact, long Pending, IReadOnlyList<ConsumerStats> Consumers)
{
    /// <summary>The most entries that are counted.</summary>
    public const int MostCounted = 10_000;

    /// <summary>How far the group has come: it changes whenever an entry is read or acknowledged.</summary>
    [JsonIgnore]
    public string Progress { get; init; } = "";
}
