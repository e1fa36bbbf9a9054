using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Storage.Audit;

/// <summary>An audit entry as the API shows it.</summary>
/// <param name="Number">The entry's number. Numbers may have gaps and need not follow time: transactions take them before they end.</param>
/// <param name="At">When it happened.</param>
/// <param name="Action">What was done.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="WorkerId">The process that did it.</param>
/// <param name="CredentialId">The credential, or null.</param>
/// <param name="EventId">The event, or null.</param>
/// <param name="Attempt">Which attempt it was, from 1, or null.</param>
/// <param name="Detail">What else there is to say, or null.</param>
/// <param name="CorrelationId">Ties together what one request caused, or null.</param>
/// <param name="TraceId">The trace, or null.</param>
/// <param name="Sealed">Whether the entry is part of the chain yet.</param>
public sealed record AuditDocument(
    long Number,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At,
    [property: Description("What was done, such as credential.issued")] string Action,
    [property: AllowedValues(AuditOutcome.Done, AuditOutcome.Failed, AuditOutcome.Valid, AuditOutcome.Expired, AuditOutcome.Different, AuditOutcome.Unknown)] string Outcome,
    [property: Description("Who caused it: system for the service itself, anonymous for a caller who did not say, else a user")] string Actor,
    string WorkerId,
    Guid? CredentialId,
    Guid? EventId,
    int? Attempt,
    string? Detail,
    string? CorrelationId,
    string? TraceId,
    [property: Description("Whether the entry is part of the chain yet")] bool Sealed);
