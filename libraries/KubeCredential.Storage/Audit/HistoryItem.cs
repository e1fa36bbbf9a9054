using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Storage.Audit;

/// <summary>Something that happened to a credential.</summary>
/// <param name="At">When.</param>
/// <param name="Service">Where: <see cref="Issuance"/> or <see cref="Verification"/>.</param>
/// <param name="Action">What: one of <see cref="AuditAction"/>, or <see cref="Confirmed"/>.</param>
/// <param name="Outcome">How it ended: one of <see cref="AuditOutcome"/>.</param>
/// <param name="Attempt">Which attempt it was, from 1, or null.</param>
/// <param name="WorkerId">The process that did it, or null where only the fact is kept.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="CorrelationId">Ties together what one request caused, or null.</param>
/// <param name="TraceId">The trace, or null.</param>
/// <param name="Detail">What else there is to say, or null.</param>
public sealed record HistoryItem(
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At,
    [property: AllowedValues(HistoryItem.Issuance, HistoryItem.Verification)] string Service,
    [property: Description("What happened, such as credential.issued")] string Action,
    [property: AllowedValues(AuditOutcome.Done, AuditOutcome.Failed)] string Outcome,
    int? Attempt,
    string? WorkerId,
    string Actor,
    string? CorrelationId,
    string? TraceId,
    string? Detail)
{
    /// <summary>The service that issues.</summary>
    public const string Issuance = "issuance";

    /// <summary>The service that verifies.</summary>
    public const string Verification = "verification";

    /// <summary>The issuer knows from the verifier that the credential can be verified.</summary>
    public const string Confirmed = "event.confirmed";

    /// <summary>How many items a history holds of each service; what came later is left out.</summary>
    public const int Limit = 500;

    /// <summary>The item of an audit entry.</summary>
    public static HistoryItem From(AuditDocument entry, string service) => new(
        entry.At, service, entry.Action, entry.Outcome, entry.Attempt, entry.WorkerId, entry.Actor, entry.CorrelationId, entry.TraceId, entry.Detail);
}
