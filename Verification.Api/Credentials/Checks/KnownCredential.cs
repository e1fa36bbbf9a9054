using System.Text;
using System.Text.Json;

namespace Verification.Api.Credentials.Checks;

/// <summary>A credential that this verifier knows.</summary>
internal sealed class KnownCredential
{
    private const int Overhead = 250; // Roughly what the object, the headers of its strings and its cache entry take, in bytes.

    /// <summary>Creates it from what the database holds.</summary>
    /// <param name="json">The whole credential: JSON text.</param>
    /// <param name="expiryDate">The last day on which it is valid, or null.</param>
    /// <param name="appliedAt">When this verifier applied it.</param>
    public KnownCredential(string json, DateOnly? expiryDate, DateTimeOffset appliedAt)
    {
        (Json, ExpiryDate, AppliedAt) = (Encoding.UTF8.GetBytes(json), expiryDate, appliedAt);
        Issuer = IssuerOf(Json);
    }

    /// <summary>The whole credential: JSON text in UTF-8.</summary>
    public byte[] Json { get; }

    /// <summary>The last day on which it is valid, or null.</summary>
    public DateOnly? ExpiryDate { get; }

    /// <summary>When this verifier applied it.</summary>
    public DateTimeOffset AppliedAt { get; }

    /// <summary>The issuer's name, or null if the credential does not state one.</summary>
    public string? Issuer { get; }

    /// <summary>Its approximate size in memory, in bytes.</summary>
    public int Size => Json.Length + ((Issuer?.Length ?? 0) * sizeof(char)) + Overhead;

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
