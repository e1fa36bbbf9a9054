using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Storage.Audit;

/// <summary>An audit entry as the API shows it.</summary>
/// <param name="Number">The entry's number. Numbers may have gaps and need not be in chronological order: they are assigned before transactions commit.</param>
/// <param name="At">When it happened.</param>
/// <param name="Action">What was done.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="WorkerId">The process that did it.</param>
/// <param name="CredentialId">The credential, or null.</param>
/// <param name="EventId">The event, or null.</param>
/// <param name="Attempt">The number of the attempt, from 1, or null.</param>
/// <param name="Detail">Further details, or null.</param>
/// <param name="CorrelationId">Identifies everything caused by one request, or null.</param>
/// <param name="TraceId">The trace, or null.</param>
/// <param name="Sealed">Whether the entry is already part of the chain.</param>
public sealed record AuditDocument(
    long Number,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At,
    [property: Description("What was done, such as credential.issued")] string Action,
    [property: AllowedValues(
        AuditOutcome.Done, AuditOutcome.Failed, AuditOutcome.Valid, AuditOutcome.NotYetValid, AuditOutcome.Expired, AuditOutcome.Suspended, AuditOutcome.Revoked,
        AuditOutcome.Superseded, AuditOutcome.Erased, AuditOutcome.Different, AuditOutcome.Stale, AuditOutcome.NotAuthentic, AuditOutcome.Unknown)] string Outcome,
    [property: Description("Who caused it: system for the service itself, anonymous for a caller who is not signed in, otherwise a key or user")] string Actor,
    string WorkerId,
    Guid? CredentialId,
    Guid? EventId,
    int? Attempt,
    string? Detail,
    string? CorrelationId,
    string? TraceId,
    [property: Description("Whether the entry is already part of the chain")] bool Sealed);
