using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.Keys;

namespace KubeCredential.VerifiableCredentials.DataIntegrity;

/// <summary>A proof in a document (W3C Data Integrity 1.0, section 2.1).</summary>
public sealed class DataIntegrityProof
{
    internal const string Type = "DataIntegrityProof";

    private readonly JsonElement _json;

    private DataIntegrityProof(JsonElement json) => _json = json;

    /// <summary>How it was made.</summary>
    public required Cryptosuite Suite { get; init; }

    /// <summary>The ID of the key.</summary>
    public required string VerificationMethod { get; init; }

    /// <summary>What it is for.</summary>
    public required string Purpose { get; init; }

    /// <summary>When it was made, if it says so.</summary>
    public DateTimeOffset? Created { get; private init; }

    /// <summary>Until when it may be used; null: without end.</summary>
    public DateTimeOffset? Expires { get; private init; }

    /// <summary>The challenge, if there is one.</summary>
    public string? Challenge { get; private init; }

    /// <summary>The domains for which it was made.</summary>
    public IReadOnlyList<string> Domains { get; private init; } = [];

    /// <summary>Its ID, if it has one.</summary>
    public string? Id { get; private init; }

    /// <summary>The IDs of the proofs that it covers, too.</summary>
    public IReadOnlyList<string> PreviousProofs { get; private init; } = [];

    /// <summary>The signature.</summary>
    public required ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>The proofs of a document.</summary>
    /// <exception cref="CredentialException">There is none, there are too many, or one cannot be read.</exception>
    public static IReadOnlyList<DataIntegrityProof> AllOf(JsonElement document, CredentialLimits? limits = null)
    {
        var most = (limits ?? CredentialLimits.Default).MaxProofs;
        if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty("proof", out var value)) throw new CredentialException(CredentialError.NoProof, "The document has no proof.", "/proof");
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > most) throw new CredentialException(CredentialError.TooManyProofs, $"The document has more than {most} proofs.", "/proof");
        DataIntegrityProof[] proofs = [.. JsonDocuments.OneOrMany(value).Select(Read)];
        return proofs.Length > 0 ? proofs : throw new CredentialException(CredentialError.NoProof, "The document has no proof.", "/proof");
    }

    /// <summary>Whether the signature matches.</summary>
    /// <param name="document">The document, with all its proofs.</param>
    /// <param name="all">Its proofs.</param>
    /// <param name="key">The key of <see cref="VerificationMethod"/>.</param>
    /// <param name="limits">What it may cost; null: <see cref="CredentialLimits.Default"/>.</param>
    /// <exception cref="CredentialException">The document cannot be canonicalized, the key does not fit, or a proof that this one covers is missing.</exception>
    public bool Matches(JsonElement document, IReadOnlyList<DataIntegrityProof> all, VerificationKey key, CredentialLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(key);
        if (!Suite.Takes(key.Algorithm)) throw new CredentialException(CredentialError.UnsupportedKey, $"The suite {Suite.Name()} does not take a key of {key.Algorithm}.");
        var signed = PreviousProofs.Count == 0 ? JsonDocuments.Without(document, "proof") : DataIntegritySigner.WithProofs(document, [.. PreviousProofs.Select(id => Previous(all, id))]);
        if (!signed.TryGetProperty("@context", out var context)) throw Invalid("The document has no '@context'.", "@context");
        var options = JsonDocuments.Without(_json, "proofValue");
        if (!Suite.IsJcs())
        {
            options = JsonDocuments.Rewrite(options, "@context", context.WriteTo);
        }
        else if (options.TryGetProperty("@context", out var own))
        {
            // Later processors may have added contexts; what the issuer signed is what the proof repeats.
            if (!StartsWith(context, own)) throw Invalid("The contexts of the document do not begin with those of the proof.", "@context");
            signed = JsonDocuments.Rewrite(signed, "@context", own.WriteTo);
        }

        return key.Verify(Suite.DataToSign(key.Algorithm, options, signed, limits ?? CredentialLimits.Default), Value.Span);
    }

    private static DataIntegrityProof Read(JsonElement proof)
    {
        if (proof.ValueKind != JsonValueKind.Object) throw Invalid("A proof is not an object.");
        var type = Text(proof, "type");
        if (type != Type) throw new CredentialException(CredentialError.UnsupportedProof, "The proof is of a type that is not known here.", "/proof/type");
        var suite = Cryptosuites.Find(Text(proof, "cryptosuite")) ?? throw new CredentialException(CredentialError.UnsupportedProof, "The proof is of a cryptosuite that is not known here.", "/proof/cryptosuite");
        return new DataIntegrityProof(proof)
        {
            Suite = suite,
            VerificationMethod = Text(proof, "verificationMethod"),
            Purpose = Text(proof, "proofPurpose"),
            Created = Moment(proof, "created"),
            Expires = Moment(proof, "expires"),
            Challenge = proof.TryGetProperty("challenge", out _) ? Text(proof, "challenge") : null,
            Domains = Texts(proof, "domain"),
            Id = proof.TryGetProperty("id", out _) ? Text(proof, "id") : null,
            PreviousProofs = Texts(proof, "previousProof"),
            Value = Base58Btc.Decode(Text(proof, "proofValue")) ?? throw Invalid("The value of the proof is not in base58btc, which begins with 'z'.", "proofValue"),
        };
    }

    private static JsonElement Previous(IReadOnlyList<DataIntegrityProof> all, string id) => all.FirstOrDefault(proof => proof.Id == id)?._json ?? throw Invalid("A proof that another one covers is not in the document.", "previousProof");

    private static bool StartsWith(JsonElement document, JsonElement proof)
    {
        var (all, first) = (JsonDocuments.OneOrMany(document).ToArray(), JsonDocuments.OneOrMany(proof).ToArray());
        return first.Length <= all.Length && !first.Where((context, place) => !JsonElement.DeepEquals(context, all[place])).Any();
    }

    private static DateTimeOffset? Moment(JsonElement proof, string name)
    {
        if (!proof.TryGetProperty(name, out _)) return null;
        return XsdDateTime.TryParseLenient(Text(proof, name), out var moment) ? moment : throw Invalid($"The member '{name}' of the proof is not a time.", name);
    }

    private static string[] Texts(JsonElement proof, string name) =>
        [.. JsonDocuments.OneOrMany(proof, name).Select(value => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Invalid($"The member '{name}' of the proof is not text.", name))];

    private static string Text(JsonElement proof, string name) => JsonDocuments.Text(proof, name) ?? throw Invalid($"The proof has no member '{name}', or it is not text.", name);

    private static CredentialException Invalid(string message, string? name = null) => new(CredentialError.InvalidProof, message, name is null ? "/proof" : $"/proof/{name}");
}
