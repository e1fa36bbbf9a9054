using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Verification.Api.Rebuild;

/// <summary>A rebuild of the read model.</summary>
/// <param name="Id">The rebuild.</param>
/// <param name="State"><c>requested</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="WorkerId">The replica that performs it.</param>
/// <param name="StartedAt">When it was requested.</param>
/// <param name="FinishedAt">When it ended, or null.</param>
/// <param name="EventsRead">How many events of the event store have been read.</param>
/// <param name="HashesAgreed">Whether the live read model had exactly the content that the event store yields, or null until that is known.</param>
/// <param name="LiveHash">The SHA-256 hash of the live read model before the swap, or null.</param>
/// <param name="RebuiltHash">The SHA-256 hash of the new read model, or null.</param>
/// <param name="Missing">Credentials that were missing from the live read model, or null.</param>
/// <param name="Unknown">Credentials in the live read model that are not in the event store, or null.</param>
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
