using System.Text.Encodings.Web;
using System.Text.Json;
using KubeCredential.ServiceDefaults.Web;

namespace Verification.Api.Issuers;

/// <summary>An issuer as it is registered at the issuance service.</summary>
/// <param name="Profile">Its profile.</param>
/// <param name="Revision">How many times the profile has been written.</param>
internal sealed record RegisteredIssuer(IssuerDocument Profile, int Revision)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The profile as verdicts show it: JSON text.</summary>
    public string Json { get; } = JsonSerializer.Serialize(Profile, s_json);

    /// <summary>The same in UTF-8.</summary>
    public byte[] Utf8 { get; } = JsonSerializer.SerializeToUtf8Bytes(Profile, s_json);

    /// <summary>The issuer of a stored profile.</summary>
    public static RegisteredIssuer Of(string json, int revision) => new(JsonSerializer.Deserialize<IssuerDocument>(json, s_json)!, revision);

    /// <summary>Whether something else is said of the issuer than here.</summary>
    public bool DiffersFrom(RegisteredIssuer other) => Revision != other.Revision || Json != other.Json;
}

/// <summary>An issuer with its logo, as it is stored.</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="Logo">Its logo, or null.</param>
internal sealed record IssuerWithLogo(RegisteredIssuer Issuer, SafePicture? Logo);
