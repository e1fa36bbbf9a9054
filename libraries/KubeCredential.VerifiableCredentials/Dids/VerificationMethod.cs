using KubeCredential.VerifiableCredentials.Keys;

namespace KubeCredential.VerifiableCredentials.Dids;

/// <summary>A key in a DID document (W3C Controlled Identifiers 1.0, section 2.2).</summary>
/// <param name="Id">Its ID: the DID, <c>#</c>, and a name, never relative.</param>
/// <param name="Type">Its type, such as <c>Multikey</c>.</param>
/// <param name="Controller">Who controls it: a DID.</param>
public sealed record VerificationMethod(string Id, string Type, string Controller)
{
    /// <summary>The key; null if it cannot be read or is of a kind that this library does not know, and <see cref="KeyError"/> says why.</summary>
    public VerificationKey? Key { get; init; }

    /// <summary>Why there is no key.</summary>
    public CredentialException? KeyError { get; init; }

    /// <summary>From when nothing that it signs is believed, whenever that was signed; null: it is not revoked.</summary>
    public DateTimeOffset? Revoked { get; init; }

    /// <summary>Until when it may be used; null: without end.</summary>
    public DateTimeOffset? Expires { get; init; }
}
