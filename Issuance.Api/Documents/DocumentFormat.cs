using KubeCredential.VerifiableCredentials.DataIntegrity;

namespace Issuance.Api.Documents;

/// <summary>A portable form of a credential.</summary>
/// <param name="Name">Its name in addresses and in the database.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Extension">The extension of its file name.</param>
/// <param name="KeyAlgorithm">The algorithm of the issuer's key that signs it.</param>
/// <param name="Suite">How its proof is made; null if it is a JWT.</param>
internal sealed record DocumentFormat(string Name, string MediaType, string Extension, string KeyAlgorithm, Cryptosuite? Suite)
{
    /// <summary>A credential (W3C VCDM 2.0) with a proof of the suite <c>eddsa-rdfc-2022</c>.</summary>
    public const string Vc = "vc";

    /// <summary>The same with <c>ecdsa-rdfc-2019</c> on P-256.</summary>
    public const string VcEcdsa = "vc-ecdsa";

    /// <summary>The same with <c>eddsa-jcs-2022</c>.</summary>
    public const string VcJcs = "vc-jcs";

    /// <summary>The same as a JWT (vc-jose-cose) with EdDSA.</summary>
    public const string VcJwt = "vc-jwt";

    /// <summary>An Open Badge 3.0 with a proof of the suite <c>eddsa-rdfc-2022</c>.</summary>
    public const string OpenBadge = "open-badge";

    private const string JsonLd = "application/vc";

    private static readonly DocumentFormat[] s_all =
    [
        new(Vc, JsonLd, "json", SigningKeys.KeyAlgorithm.Ed25519, Cryptosuite.EddsaRdfc2022),
        new(VcEcdsa, JsonLd, "json", SigningKeys.KeyAlgorithm.P256, Cryptosuite.EcdsaRdfc2019),
        new(VcJcs, JsonLd, "json", SigningKeys.KeyAlgorithm.Ed25519, Cryptosuite.EddsaJcs2022),
        new(VcJwt, "application/vc+jwt", "jwt", SigningKeys.KeyAlgorithm.Ed25519, null),
        new(OpenBadge, JsonLd, "json", SigningKeys.KeyAlgorithm.Ed25519, Cryptosuite.EddsaRdfc2022),
    ];

    /// <summary>The names, as a sentence lists them.</summary>
    public static string Names { get; } = $"{string.Join(", ", s_all[..^1].Select(static one => one.Name))} or {s_all[^1].Name}";

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. s_all.Select(static one => one.Name)];

    /// <summary>A format by its name, or null.</summary>
    public static DocumentFormat? Find(string name) => Array.Find(s_all, one => one.Name == name);
}
