using System.Text;
using System.Text.Json;

namespace Verification.Api.Credentials.Checks;

/// <summary>A credential as it can be verified.</summary>
internal sealed class KnownCredential
{
    private const int Overhead = 250; // What the object, its texts' headers and its place in a cache take, about.

    /// <summary>Takes over what the database holds.</summary>
    /// <param name="json">The whole credential: JSON text.</param>
    /// <param name="expiryDate">The last day on which it is valid, or null.</param>
    /// <param name="appliedAt">When this verifier took it in.</param>
    public KnownCredential(string json, DateOnly? expiryDate, DateTimeOffset appliedAt)
    {
        (Json, ExpiryDate, AppliedAt) = (Encoding.UTF8.GetBytes(json), expiryDate, appliedAt);
        Issuer = IssuerOf(Json);
    }

    /// <summary>The whole credential: JSON text in UTF-8.</summary>
    public byte[] Json { get; }

    /// <summary>The last day on which it is valid, or null.</summary>
    public DateOnly? ExpiryDate { get; }

    /// <summary>When this verifier took it in.</summary>
    public DateTimeOffset AppliedAt { get; }

    /// <summary>Who issued it, or null where it does not say so.</summary>
    public string? Issuer { get; }

    /// <summary>What it takes of memory, in bytes, about.</summary>
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
