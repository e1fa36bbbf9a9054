using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace KubeCredential.VerifiableCredentials.JsonLd;

/// <summary>
/// The contexts that credentials use. They are part of this assembly, byte for byte as published in npm packages or at their addresses, and none is ever fetched: what a signature covers must not depend on who
/// answers today. A test, and the first use, compare them with the hashes here.
/// </summary>
public static class BundledContexts
{
    /// <summary>The context of the Verifiable Credentials Data Model 2.0.</summary>
    public const string CredentialsV2 = "https://www.w3.org/ns/credentials/v2";

    /// <summary>The context of the Verifiable Credentials Data Model 1.1.</summary>
    public const string CredentialsV1 = "https://www.w3.org/2018/credentials/v1";

    /// <summary>The context of Data Integrity 1.0, version 2.</summary>
    public const string DataIntegrityV2 = "https://w3id.org/security/data-integrity/v2";

    /// <summary>The context of Open Badges 3.0.3.</summary>
    public const string OpenBadgesV3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";

    private static readonly FrozenDictionary<string, (string File, string Sha256)> s_files = new Dictionary<string, (string, string)>
    {
        [CredentialsV2] = ("credentials-v2.jsonld", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
        [CredentialsV1] = ("credentials-v1.jsonld", "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8"),
        ["https://www.w3.org/ns/credentials/undefined-terms/v2"] = ("undefined-terms-v2.jsonld", "82dab514ba44eb18f5d1b0f638c5e140c6a556fbfb5089601bdc0fa5eb8b2581"),
        ["https://w3id.org/security/data-integrity/v1"] = ("data-integrity-v1.jsonld", "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554"),
        [DataIntegrityV2] = ("data-integrity-v2.jsonld", "0f77743daf5b4e8fc067fc5ba5b21044283053aa717fc6b0219843bed3b00363"),
        ["https://w3id.org/security/multikey/v1"] = ("multikey-v1.jsonld", "c5f3806f8286920573221938917988a18a4cc5a09e968d29649613c7a1c2b1f6"),
        ["https://www.w3.org/ns/did/v1"] = ("did-v1.jsonld", "62c1054bf404d6dd3a4b26b64f830fd72095f6a26edc4469908c94351352ce5f"),
        ["https://w3id.org/security/suites/ed25519-2020/v1"] = ("ed25519-signature-2020-v1.jsonld", "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588"),
        ["https://purl.imsglobal.org/spec/ob/v3p0/context.json"] = ("open-badges-v3.0.jsonld", "9f1c8f9f361ba2994b9b50701f41149919542c50c7b7455b2846d87959295d72"),
        ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"] = ("open-badges-v3.0.1.jsonld", "af095468326d3449160509b26ca71576e6321d13c85b0369cfe3b654c9a48fba"),
        ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"] = ("open-badges-v3.0.2.jsonld", "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53"),
        [OpenBadgesV3] = ("open-badges-v3.0.3.jsonld", "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Those whose bytes are the ones at their addresses. The others say the same with other white space, so that a digest of them says nothing.</summary>
    private static readonly FrozenSet<string> s_originals =
        FrozenSet.Create(StringComparer.Ordinal, CredentialsV2, "https://w3id.org/security/data-integrity/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json");

    private static readonly FrozenDictionary<string, Lazy<JsonElement>> s_contexts = s_files.Keys.ToFrozenDictionary(static address => address, static address => new Lazy<JsonElement>(() => Read(address)));

    /// <summary>The addresses of all of them.</summary>
    public static IReadOnlyCollection<string> Addresses => s_files.Keys;

    /// <summary>The bytes of a context, as published.</summary>
    /// <exception cref="CredentialException">It is not bundled (<see cref="CredentialError.UnknownContext"/>).</exception>
    public static byte[] BytesOf(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!s_files.TryGetValue(address, out var file)) throw Unknown(address);
        using var stream = typeof(BundledContexts).Assembly.GetManifestResourceStream(file.File) ?? throw new InvalidOperationException($"{file.File} is not in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == file.Sha256 ? bytes : throw new InvalidOperationException($"{file.File} is not the one that was published.");
    }

    /// <summary>The bytes at an address, if they are known here.</summary>
    internal static byte[]? OriginalOf(string address) => s_originals.Contains(address) ? BytesOf(address) : null;

    internal static JsonElement Find(string address) => s_contexts.TryGetValue(address, out var context) ? context.Value : throw Unknown(address);

    private static JsonElement Read(string address) => JsonElement.Parse(BytesOf(address)).GetProperty("@context");

    private static CredentialException Unknown(string address) =>
        new(CredentialError.UnknownContext, $"The context '{(address.Length > 200 ? address[..200] : address)}' is not bundled, and contexts are never fetched.", "/@context");
}
