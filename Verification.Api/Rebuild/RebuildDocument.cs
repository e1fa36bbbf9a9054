using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Verification.Api.Rebuild;

/// <summary>A rebuild of the read model.</summary>
/// <param name="Id">The rebuild.</param>
/// <param name="State"><c>requested</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="WorkerId">The replica that does it.</param>
/// <param name="StartedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it ended, or null.</param>
/// <param name="EventsRead">How many events of the event store have been read.</param>
/// <param name="HashesAgreed">Whether the live read model had the very content that the event store gives, or null before it is known.</param>
/// <param name="LiveHash">SHA-256 over the live read model before the swap, or null.</param>
/// <param name="RebuiltHash">SHA-256 over the new one, or null.</param>
/// <param name="Missing">Credentials that the live read model lacked, or null.</param>
/// <param name="Unknown">Credentials of the live read model that the event store does not know, or null.</param>
/// <param name="Different">Credentials whose content differed, or null.</param>
/// <param name="Error">Why it failed, or null.</param>
internal sealed record RebuildDocument(
    Guid Id,
    [property: AllowedValues(RebuildState.Requested, RebuildState.Running, RebuildState.Done, RebuildState.Failed)] string State,
    string WorkerId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset StartedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? FinishedAt,
    long EventsRead,
    bool? HashesAgreed,
    string? LiveHash,
    string? RebuiltHash,
    long? Missing,
    long? Unknown,
    long? Different,
    string? Error);
