using System.Globalization;
using System.Text;
using System.Text.Json;
using KubeCredential.Events;
using Verification.Api.Changes;
using Verification.Api.CredentialTypes;
using Verification.Api.Signatures;

namespace Verification.Api.Credentials.Checks;

/// <summary>A credential that this verifier knows.</summary>
internal sealed class KnownCredential
{
    private const int Overhead = 450; // Roughly what the object, the headers of its strings and its cache entry take, in bytes.
    private const int StatusOverhead = 150;
    private ReducedCredential? _reduced;

    /// <summary>Creates it from what the database holds.</summary>
    /// <param name="row">The row.</param>
    /// <param name="signed">What the issuer signed of it.</param>
    /// <param name="appliedAt">When this verifier applied it.</param>
    /// <exception cref="EventFormatException">The status is not what it must be.</exception>
    public KnownCredential(StoredCredential row, SignedEvent? signed, DateTimeOffset appliedAt)
    {
        (Json, StatusJson, Version, ValidFrom, ExpiryDate, AppliedAt) = (row.Credential, Encoding.UTF8.GetBytes(row.Status), row.Version, row.ValidFrom, row.ExpiryDate, appliedAt);
        Status = row.State == CredentialState.Active ? null : CredentialStatus.Parse(row.Status);
        Issuer = Json is null ? null : IssuerOf(Json);
        Type = Json is null ? null : TypeReference.Of(Json);
        Shown = Json is null || IsErased ? null : [.. Json.AsSpan(0, Json.Length - 1), .. ",\"status\":"u8, .. StatusJson, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"version\":{Version}}}"))];
        Signed = signed;
    }

    private KnownCredential(int version, DateTimeOffset appliedAt) => (StatusJson, Version, AppliedAt) = ([], version, appliedAt);

    /// <summary>A credential whose row somebody has changed: nothing that it says is believed.</summary>
    public static KnownCredential Altered(int version, DateTimeOffset appliedAt) => new(version, appliedAt);

    /// <summary>What the issuer signed, with its signature; null if the row has been changed.</summary>
    public SignedEvent? Signed { get; }

    /// <summary>The content: JSON text in UTF-8; null if it has been erased.</summary>
    public byte[]? Json { get; }

    /// <summary>The credential as the issuer shows it, its content followed by its status and version: JSON text in UTF-8; null if it has been erased.</summary>
    public byte[]? Shown { get; }

    /// <summary>The version of the last applied event.</summary>
    public int Version { get; }

    /// <summary>The status: JSON text in UTF-8.</summary>
    public byte[] StatusJson { get; }

    /// <summary>The status, or null while it is active.</summary>
    public CredentialStatus? Status { get; }

    /// <summary>Whether there is no content any more, even if the event that says so is still on its way.</summary>
    public bool IsErased => Json is null || Status is { State: CredentialState.Erased };

    /// <summary>The first day on which it is valid, or null if it is valid from its issue date.</summary>
    public DateOnly? ValidFrom { get; }

    /// <summary>The last day on which it is valid, or null.</summary>
    public DateOnly? ExpiryDate { get; }

    /// <summary>When this verifier applied it.</summary>
    public DateTimeOffset AppliedAt { get; }

    /// <summary>The issuer's name, or null if the credential does not state one.</summary>
    public string? Issuer { get; }

    /// <summary>The registered type under which it was issued, or null.</summary>
    public TypeReference? Type { get; }

    /// <summary>What everybody sees of it who has only its ID. It is made once, as long as the same definition is known.</summary>
    /// <param name="type">Its type; null if its definition cannot be read now: then nothing of the metadata is shown.</param>
    public ReducedCredential ReducedBy(KnownType? type)
    {
        if (_reduced is { } known && ReferenceEquals(known.Type, type)) return known;
        return _reduced = ReducedCredential.Of(Shown, type);
    }

    /// <summary>Its approximate size in memory, in bytes.</summary>
    public int Size => (Json?.Length ?? 0) + ((Shown?.Length ?? 0) * (Type is null ? 1 : 2)) + StatusJson.Length + (Status is null ? 0 : StatusOverhead) + ((Issuer?.Length ?? 0) * sizeof(char)) + (Signed?.Input.Length ?? 0) + Overhead;

    private static string? IssuerOf(ReadOnlySpan<byte> credential)
    {
        var reader = new Utf8JsonReader(credential);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
            var isIssuer = reader.ValueTextEquals("issuerName"u8);
            reader.Read();
            if (isIssuer) return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            reader.Skip();
        }

        return null;
    }
}
