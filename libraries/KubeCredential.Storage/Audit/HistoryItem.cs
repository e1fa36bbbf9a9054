using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Storage.Audit;

/// <summary>Something that happened to a credential.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Service">The service: <see cref="Issuance"/> or <see cref="Verification"/>.</param>
/// <param name="Action">What happened: one of <see cref="AuditAction"/>, or <see cref="Confirmed"/>.</param>
/// <param name="Outcome">How it ended: one of <see cref="AuditOutcome"/>.</param>
/// <param name="Attempt">The number of the attempt, from 1, or null.</param>
/// <param name="WorkerId">The process that did it, or null if it was not recorded.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="CorrelationId">Identifies everything caused by one request, or null.</param>
/// <param name="TraceId">The trace, or null.</param>
/// <param name="Detail">Further details, or null.</param>
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
    /// <summary>The issuance service.</summary>
    public const string Issuance = "issuance";

    /// <summary>The verification service.</summary>
    public const string Verification = "verification";

    /// <summary>The verification service has confirmed that the credential can be verified.</summary>
    public const string Confirmed = "event.confirmed";

    /// <summary>The maximum number of items from each service; later ones are left out.</summary>
    public const int Limit = 500;

    /// <summary>The history item for an audit entry.</summary>
    public static HistoryItem From(AuditDocument entry, string service) => new(
        entry.At, service, entry.Action, entry.Outcome, entry.Attempt, entry.WorkerId, entry.Actor, entry.CorrelationId, entry.TraceId, entry.Detail);
}
