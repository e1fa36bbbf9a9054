using System.Text.Json;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.Jose;
using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>Checks the proofs of one document, and who made them.</summary>
internal sealed class ProofCheck(KeyFinder keys, CredentialVerifierOptions options, DateTimeOffset now)
{
    private readonly List<VerificationMethod> _methods = [];

    /// <summary>The IDs of the keys with which a signature matched.</summary>
    public IReadOnlyList<string> KeyIds => [.. _methods.Select(static method => method.Id)];

    /// <summary>The proofs, once they have been read.</summary>
    public IReadOnlyList<DataIntegrityProof> Proofs { get; private set; } = [];

    /// <summary>Checks the signatures, and what the proofs say of themselves.</summary>
    public async ValueTask<VerificationCheck> CheckAsync(SecuredDocument document, CancellationToken cancellationToken)
    {
        try
        {
            if (document.Jwt is { } jwt) await CheckJwtAsync(jwt, document, cancellationToken);
            else await CheckProofsAsync(document.Json, PurposeOf(document), cancellationToken);
            return CheckOutcomes.Passed(CheckName.Proof, document.Jwt is null && Proofs.Count > 1 ? $"All {Proofs.Count} proofs match." : "The signature matches.");
        }
        catch (CredentialException error)
        {
            return CheckOutcomes.Of(CheckName.Proof, error);
        }
    }

    /// <summary>Checks that one of the keys belongs to the issuer or the holder.</summary>
    public async ValueTask<VerificationCheck> CheckControllerAsync(SecuredDocument document, CancellationToken cancellationToken)
    {
        var (name, who) = document.Content.IsPresentation ? (CheckName.Holder, "holder") : (CheckName.Issuer, "issuer");
        if (_methods.Count == 0) return CheckOutcomes.NotChecked(name, CredentialError.UnknownKey, "no key is known that made the proof.");
        CredentialException? first = null;
        foreach (var method in _methods)
        {
            try
            {
                await keys.CheckAsync(method, PurposeOf(document), document.Content.Issuer ?? method.Controller, cancellationToken);
                return CheckOutcomes.Passed(name, $"The {who} controls the key and allows its use.");
            }
            catch (CredentialException error)
            {
                first ??= error;
            }
        }

        return CheckOutcomes.Of(name, first!.Code == CredentialError.NotTheController && document.Content.IsPresentation ? new CredentialException(CredentialError.WrongHolder, "The proof is not by the holder.", "/holder") : first);
    }

    private static string PurposeOf(SecuredDocument document) => document.Content.IsPresentation ? ProofPurposes.Authentication : ProofPurposes.AssertionMethod;

    private async ValueTask CheckProofsAsync(JsonElement document, string purpose, CancellationToken cancellationToken)
    {
        Proofs = DataIntegrityProof.AllOf(document, options.Limits);
        foreach (var proof in Proofs)
        {
            if (proof.Purpose != purpose) throw new CredentialException(CredentialError.WrongProofPurpose, $"The proof is not for '{purpose}'.", "/proof/proofPurpose");
            CheckTimes(proof.Created, proof.Expires, "proof");
            var method = await keys.FindAsync(proof.VerificationMethod, cancellationToken);
            if (!proof.Matches(document, Proofs, KeyFinder.KeyOf(method), options.Limits)) throw new CredentialException(CredentialError.SignatureMismatch, "The signature does not match: the document was changed, or another key signed it.", "/proof/proofValue");
            _methods.Add(method);
        }
    }

    private async ValueTask CheckJwtAsync(CredentialJwt jwt, SecuredDocument document, CancellationToken cancellationToken)
    {
        var content = document.Content;
        CheckTimes(jwt.NotBefore, jwt.Expires, "JWT");
        Claim("iss", content.Issuer);
        Claim("jti", content.Id);
        if (!content.IsPresentation && content.SubjectIds is [var subject]) Claim("sub", subject);
        var method = await keys.FindAsync(await KeyIdOfAsync(jwt, content.Issuer, cancellationToken), cancellationToken);
        if (!jwt.Matches(KeyFinder.KeyOf(method))) throw new CredentialException(CredentialError.SignatureMismatch, "The signature does not match: the JWT was changed, or another key signed it.");
        _methods.Add(method);

        void Claim(string name, string? expected)
        {
            if (jwt.Payload.TryGetProperty(name, out _) && JsonDocuments.Text(jwt.Payload, name) != expected) throw new CredentialException(CredentialError.ClaimMismatch, $"The claim '{name}' says something other than the document.", $"/{name}");
        }
    }

    /// <summary>The ID of the key: as the header has it, or relative to the issuer.</summary>
    private async ValueTask<string> KeyIdOfAsync(CredentialJwt jwt, string? issuer, CancellationToken cancellationToken)
    {
        if (Did.OfKey(jwt.KeyId) is not null) return jwt.KeyId!;
        if (Did.IsValid(jwt.KeyId)) return await keys.OnlyKeyOfAsync(jwt.KeyId!, cancellationToken);
        if ((jwt.Issuer ?? issuer) is not { } did || !Did.IsValid(did)) throw new CredentialException(CredentialError.UnsupportedProof, "The JWT does not name a key in a DID document.");
        return jwt.KeyId is null ? await keys.OnlyKeyOfAsync(did, cancellationToken) : $"{did}#{jwt.KeyId.TrimStart('#')}";
    }

    private void CheckTimes(DateTimeOffset? from, DateTimeOffset? until, string what)
    {
        if (from > now + options.ClockSkew) throw new CredentialException(CredentialError.ProofNotYetValid, $"The {what} says that it is made in the future.");
        if (until < now - options.ClockSkew) throw new CredentialException(CredentialError.ProofExpired, $"The {what} has expired.");
    }
}
