using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Verification.Api.Credentials;

/// <summary>An event that this verifier has applied.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="EventId">The event.</param>
/// <param name="CorrelationId">Links everything that one request caused.</param>
/// <param name="SyncedAt">When it was applied.</param>
/// <param name="HolderName">The credential's holder; empty once the content has been erased.</param>
/// <param name="CredentialType">What it attests; empty once the content has been erased.</param>
/// <param name="OriginalTimestamp">When it happened at the issuer.</param>
internal sealed record SyncedCredential(
    Guid CredentialId,
    Guid EventId,
    string CorrelationId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset SyncedAt,
    string HolderName,
    string CredentialType,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset OriginalTimestamp);
