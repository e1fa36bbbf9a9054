using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Verification.Api.Credentials;

/// <summary>A credential has arrived at this verifier.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Version">The version that this verifier holds.</param>
/// <param name="SyncedAt">When it was applied.</param>
internal sealed record ArrivalEvent(Guid CredentialId, int Version, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset SyncedAt);
