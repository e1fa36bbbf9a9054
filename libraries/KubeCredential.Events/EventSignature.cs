namespace KubeCredential.Events;

/// <summary>The issuer's signature of an event or a heartbeat. It travels beside the JSON, never within.</summary>
/// <param name="KeyId">The signing key.</param>
/// <param name="Value">The signature of <see cref="SigningInput"/> by Ed25519 (RFC 8032), alone or together with others: see <see cref="SigningTree"/> for its form.</param>
public readonly record struct EventSignature(string KeyId, string Value)
{
    /// <summary>The signature from two texts; null if either is missing or empty.</summary>
    public static EventSignature? Of(string? keyId, string? value) => string.IsNullOrEmpty(keyId) || string.IsNullOrEmpty(value) ? null : new EventSignature(keyId, value);
}
