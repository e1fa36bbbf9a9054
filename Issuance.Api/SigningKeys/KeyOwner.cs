namespace Issuance.Api.SigningKeys;

/// <summary>Whose signing keys, and of which algorithms: of each there is always one that is active and one that is published to be the next.</summary>
/// <param name="Name">The issuer's slug; empty for this service's own keys, with which events are signed.</param>
/// <param name="Algorithms">Some of <see cref="KeyAlgorithm"/>.</param>
internal sealed record KeyOwner(string Name, IReadOnlyList<string> Algorithms)
{
    private static readonly string[] s_ofIssuers = [KeyAlgorithm.Ed25519, KeyAlgorithm.P256];

    /// <summary>This service.</summary>
    public static KeyOwner Service { get; } = new("", [KeyAlgorithm.Ed25519]);

    /// <summary>An issuer: many key stores and verifiers know only one of the two algorithms.</summary>
    public static KeyOwner Issuer(string slug) => new(slug, s_ofIssuers);
}

/// <summary>The algorithms of signing keys. The strings are stored and published.</summary>
internal static class KeyAlgorithm
{
    /// <summary>EdDSA on Curve25519 (RFC 8032).</summary>
    public const string Ed25519 = "Ed25519";

    /// <summary>ECDSA on the curve P-256 with SHA-256 (FIPS 186-5).</summary>
    public const string P256 = "P-256";
}
