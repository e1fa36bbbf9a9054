using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Events;
using KubeCredential.Text;

namespace Verification.Api.Credentials;

/// <summary>A credential, or a later version of it, has arrived at this verifier.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Version">The version that this verifier holds.</param>
/// <param name="State">Its state, as the issuer set it with that version.</param>
/// <param name="SyncedAt">When it was applied.</param>
internal sealed record ArrivalEvent(
    Guid CredentialId,
    int Version,
    [property: AllowedValues(CredentialState.Active, CredentialState.Suspended, CredentialState.Revoked, CredentialState.Superseded, CredentialState.Erased)] string State,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset SyncedAt);
