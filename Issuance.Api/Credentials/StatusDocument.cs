using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Events;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>The status of a credential: the part of it that changes.</summary>
/// <param name="State">Its state. Whether it is already, or still, valid today follows from its dates.</param>
/// <param name="Since">When this status took effect. Only a superseded credential may have a moment in the future: until then it is valid.</param>
/// <param name="Reason">The public reason, or left out.</param>
/// <param name="Supersedes">The credential that it replaces, or left out.</param>
/// <param name="SupersededBy">The credential that replaces it, or left out.</param>
internal sealed record StatusDocument(
    [property: AllowedValues(CredentialState.Active, CredentialState.Suspended, CredentialState.Revoked, CredentialState.Superseded, CredentialState.Erased)] string State,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Since,
    [property: AllowedValues(
        StatusReason.Error, StatusReason.Withdrawn, StatusReason.Fraud, StatusReason.NonCompliance, StatusReason.NonPayment, StatusReason.KeyCompromise, StatusReason.Administrative, StatusReason.Other),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Supersedes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? SupersededBy = null)
{
    /// <summary>The document of a status.</summary>
    public static StatusDocument Of(CredentialStatus status) => new(status.State, status.Since, status.Reason, status.Supersedes, status.SupersededBy);
}
