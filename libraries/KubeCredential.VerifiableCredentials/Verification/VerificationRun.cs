using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>One verification, from the bytes to the report.</summary>
internal sealed class VerificationRun
{
    private static readonly CheckName[] s_later = [CheckName.Schema, CheckName.Revocation, CheckName.Suspension];

    private readonly CredentialVerifierOptions _options;
    private readonly VerificationRequest _request;
    private readonly DateTimeOffset _now;
    private readonly KeyFinder _keys;

    public VerificationRun(CredentialVerifierOptions options, VerificationRequest request)
    {
        (_options, _request, _now) = (options, request, options.Clock.GetUtcNow());
        _keys = new KeyFinder(options.Dids, options.Limits, _now);
    }

    public ValueTask<VerificationReport> RunAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => RunAsync(() => SecuredDocument.Read(bytes.Span, _options.Limits), _request.Kind, isPart: false, cancellationToken);

    private async ValueTask<VerificationReport> RunAsync(Func<SecuredDocument> read, DocumentKind? expected, bool isPart, CancellationToken cancellationToken)
    {
        SecuredDocument document;
        try
        {
            document = read();
            if (expected is { } kind && document.Kind != kind) throw new CredentialException(CredentialError.InvalidMember, kind == DocumentKind.Credential ? "The document is a presentation, not a credential." : "The document is a credential, not a presentation.", "/type");
        }
        catch (CredentialException error)
        {
            return new VerificationReport { Checks = [CheckOutcomes.Of(CheckName.Document, error)] };
        }

        var proof = new ProofCheck(_keys, _options, _now);
        List<VerificationWarning> warnings = [];
        List<VerificationReport> credentials = [];
        List<VerificationCheck> checks = [CheckOutcomes.Passed(CheckName.Document, document.Content.IsPresentation ? "The document is a presentation." : "The document is a credential."), await proof.CheckAsync(document, cancellationToken)];
        checks.Add(await proof.CheckControllerAsync(document, cancellationToken));
        // Who sets a challenge wants an answer to it: a credential without one is none, but for those in a presentation, which answers for them.
        if (document.Content.IsPresentation || (!isPart && _request.Challenge is not null)) checks.Add(ChallengeOf(document, proof));
        if (document.Content.IsPresentation || (!isPart && _request.Domain is not null)) checks.Add(DomainOf(document, proof));
        if (document.Content.IsPresentation)
        {
            checks.Add(await CredentialsAsync(document, credentials, cancellationToken));
        }
        else
        {
            checks.Add(Validity(document, warnings));
            checks.AddRange(await LaterChecksAsync(document, checks[1], warnings, cancellationToken));
        }

        if (document.Content.IsOlder) warnings.Add(new VerificationWarning(WarningCode.OlderDataModel, "The document follows version 1.1 of the data model.", "/@context/0"));
        if (proof.Proofs.Any(static one => one.Created is null)) warnings.Add(new VerificationWarning(WarningCode.NoCreationTime, "The proof does not say when it was made.", "/proof/created"));
        return new VerificationReport { Kind = document.Kind, Format = document.Format, Checks = checks, Warnings = warnings, Content = ContentOf(document, proof), Credentials = credentials };
    }

    /// <summary>What needs documents of others. Addresses in a document that nobody signed are not followed, and its status says nothing.</summary>
    private async ValueTask<IReadOnlyList<VerificationCheck>> LaterChecksAsync(SecuredDocument document, VerificationCheck proof, List<VerificationWarning> warnings, CancellationToken cancellationToken)
    {
        if (proof.Error is { } error) return [.. s_later.Select(name => CheckOutcomes.NotChecked(name, error, "the proof is not known to be right."))];
        var schema = await SchemaCheck.CheckAsync(document, _options, cancellationToken);
        return [schema, .. await new StatusCheck(_keys, _options, _now, warnings).CheckAsync(document, cancellationToken)];
    }

    private VerificationCheck Validity(SecuredDocument document, List<VerificationWarning> warnings)
    {
        var (content, skew) = (document.Content, _options.ClockSkew);
        if (content.ValidFrom > _now + skew) return CheckOutcomes.Of(CheckName.Validity, new CredentialException(CredentialError.NotYetValid, "The credential is not valid yet.", "/validFrom"));
        if (content.ValidUntil < _now - skew) return CheckOutcomes.Of(CheckName.Validity, new CredentialException(CredentialError.Expired, "The credential has expired.", "/validUntil"));
        if (content.ValidFrom > _now || content.ValidUntil < _now) warnings.Add(new VerificationWarning(WarningCode.WithinClockSkew, "The credential is valid only by the allowance for clocks that differ."));
        return CheckOutcomes.Passed(CheckName.Validity, "The credential is valid at this time.");
    }

    private VerificationCheck ChallengeOf(SecuredDocument document, ProofCheck proof)
    {
        if (_request.Challenge is not { } challenge) return CheckOutcomes.NotApplicable(CheckName.Challenge, "No challenge was set, so that the presentation may have been made for somebody else.");
        var repeats = document.Jwt is { } jwt ? JsonDocuments.Text(jwt.Payload, "nonce") == challenge : proof.Proofs.Count > 0 && proof.Proofs.All(one => one.Challenge == challenge);
        return repeats
            ? CheckOutcomes.Passed(CheckName.Challenge, "The proof repeats the challenge.")
            : CheckOutcomes.Of(CheckName.Challenge, new CredentialException(CredentialError.WrongChallenge, "The proof does not repeat the challenge.", "/proof/challenge"));
    }

    private VerificationCheck DomainOf(SecuredDocument document, ProofCheck proof)
    {
        if (_request.Domain is not { } domain) return CheckOutcomes.NotApplicable(CheckName.Domain, "No domain was asked for.");
        var isFor = document.Jwt is { } jwt
            ? JsonDocuments.OneOrMany(jwt.Payload, "aud").Any(value => value.ValueKind == JsonValueKind.String && value.GetString() == domain)
            : proof.Proofs.Count > 0 && proof.Proofs.All(one => one.Domains.Contains(domain));
        return isFor
            ? CheckOutcomes.Passed(CheckName.Domain, "The proof was made for this domain.")
            : CheckOutcomes.Of(CheckName.Domain, new CredentialException(CredentialError.WrongDomain, "The proof was not made for this domain.", "/proof/domain"));
    }

    private async ValueTask<VerificationCheck> CredentialsAsync(SecuredDocument document, List<VerificationReport> reports, CancellationToken cancellationToken)
    {
        var credentials = document.Content.Credentials;
        if (credentials.Count == 0) return CheckOutcomes.NotApplicable(CheckName.Credentials, "The presentation holds no credential.");
        if (credentials.Count > _options.Limits.MaxCredentials)
            return CheckOutcomes.Of(CheckName.Credentials, new CredentialException(CredentialError.TooManyCredentials, $"The presentation has more than {_options.Limits.MaxCredentials} credentials.", "/verifiableCredential"));
        foreach (var credential in credentials) reports.Add(await RunAsync(() => SecuredDocument.Read(credential, _options.Limits), DocumentKind.Credential, isPart: true, cancellationToken));
        return reports.Max(static report => report.Outcome) switch
        {
            VerificationOutcome.Verified => CheckOutcomes.Passed(CheckName.Credentials, "All credentials in the presentation are verified."),
            VerificationOutcome.Undetermined => CheckOutcomes.NotChecked(CheckName.Credentials, CredentialError.CredentialInPresentation, "a credential in the presentation."),
            _ => CheckOutcomes.Of(CheckName.Credentials, new CredentialException(CredentialError.CredentialInPresentation, "A credential in the presentation is invalid.", "/verifiableCredential")),
        };
    }

    private static VerifiedContent ContentOf(SecuredDocument document, ProofCheck proof)
    {
        var content = document.Content;
        JsonElement said = document.Json.TryGetProperty("proof", out _) ? JsonDocuments.Without(document.Json, "proof") : document.Json;
        return new VerifiedContent(content.Id, content.Types, content.Issuer, content.IssuerName, content.SubjectIds, content.ValidFrom, content.ValidUntil, proof.KeyIds, said);
    }
}
