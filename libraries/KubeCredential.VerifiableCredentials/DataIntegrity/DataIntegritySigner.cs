using System.Buffers;
using System.Globalization;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.Keys;

namespace KubeCredential.VerifiableCredentials.DataIntegrity;

/// <summary>Adds proofs to documents (W3C Data Integrity 1.0, sections 4.2 and 4.3).</summary>
public static class DataIntegritySigner
{
    /// <summary>The document with a further proof. Everything else in it keeps its value.</summary>
    /// <param name="document">A credential or a presentation, JSON in UTF-8; for the suites with RDFC-1.0 its contexts must be bundled and define all its terms.</param>
    /// <param name="options">What the proof says.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="limits">What it may cost; null: <see cref="CredentialLimits.Default"/>.</param>
    /// <returns>JSON in UTF-8. Signing again gives other bytes: whoever hands a credential out more than once keeps them.</returns>
    /// <exception cref="CredentialException">
    /// The document cannot be read, is not covered by its contexts, has too many proofs, or the key does not fit the suite (<see cref="CredentialError.UnsupportedKey"/>).
    /// </exception>
    /// <exception cref="KeyNotFoundException">The signer does not hold the key.</exception>
    public static async ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> document, ProofOptions options, SigningKey key, CancellationToken cancellationToken, CredentialLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(key);
        limits ??= CredentialLimits.Default;
        if (!options.Suite.Takes(key.Algorithm)) throw new CredentialException(CredentialError.UnsupportedKey, $"The suite {options.Suite.Name()} does not take a key of {key.Algorithm}.");
        var parsed = JsonDocuments.ParseObject(document.Span, limits);
        if (!parsed.TryGetProperty("@context", out var context)) throw new CredentialException(CredentialError.InvalidMember, "The document has no '@context'.", "/@context");
        var earlier = JsonDocuments.OneOrMany(parsed, "proof").ToArray();
        if (earlier.Length >= limits.MaxProofs) throw new CredentialException(CredentialError.TooManyProofs, $"The document would have more than {limits.MaxProofs} proofs.", "/proof");

        var signed = options.PreviousProof is { } previous ? WithProofs(parsed, [Previous(earlier, previous)]) : earlier.Length > 0 ? JsonDocuments.Without(parsed, "proof") : parsed;
        var data = options.Suite.DataToSign(key.Algorithm, ProofOf(options, key, context, null), signed, limits);
        var signature = await key.Signer.SignAsync(key.KeyId, data, cancellationToken);
        var proof = ProofOf(options, key, options.Suite.IsJcs() ? context : null, Base58Btc.Encode(signature));

        var buffer = new ArrayBufferWriter<byte>(document.Length + 1024);
        using (var json = new Utf8JsonWriter(buffer, JsonDocuments.Compact))
        {
            JsonDocuments.WriteMembers(json, parsed, "proof", json =>
            {
                if (earlier.Length > 0) json.WriteStartArray();
                foreach (var other in earlier) other.WriteTo(json);
                proof.WriteTo(json);
                if (earlier.Length > 0) json.WriteEndArray();
            });
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The document with these proofs in place of its own: what a proof that follows others covers.</summary>
    internal static JsonElement WithProofs(JsonElement document, IReadOnlyList<JsonElement> proofs) => JsonDocuments.Rewrite(document, "proof", json =>
    {
        json.WriteStartArray();
        foreach (var proof in proofs) proof.WriteTo(json);
        json.WriteEndArray();
    });

    private static JsonElement Previous(JsonElement[] proofs, string id)
    {
        var found = Array.FindIndex(proofs, proof => JsonDocuments.Text(proof, "id") == id);
        return found >= 0 ? proofs[found] : throw new CredentialException(CredentialError.InvalidProof, "The earlier proof is not in the document.", "/proof");
    }

    private static JsonElement ProofOf(ProofOptions options, SigningKey key, JsonElement? context, string? value)
    {
        using var buffer = new PooledBuffer(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonDocuments.Compact))
        {
            json.WriteStartObject();
            if (context is { } stated)
            {
                json.WritePropertyName("@context");
                stated.WriteTo(json);
            }

            if (options.Id is not null) json.WriteString("id", options.Id);
            json.WriteString("type", DataIntegrityProof.Type);
            json.WriteString("cryptosuite", options.Suite.Name());
            json.WriteString("created", Moment(options.Created));
            if (options.Expires is { } expires) json.WriteString("expires", Moment(expires));
            json.WriteString("verificationMethod", key.VerificationMethod);
            json.WriteString("proofPurpose", options.Purpose);
            if (options.Challenge is not null) json.WriteString("challenge", options.Challenge);
            if (options.Domain is not null) json.WriteString("domain", options.Domain);
            if (options.PreviousProof is not null) json.WriteString("previousProof", options.PreviousProof);
            if (value is not null) json.WriteString("proofValue", value);
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.Written, new JsonDocumentOptions { MaxDepth = JsonDocuments.Compact.MaxDepth });
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
