using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;
using Verification.Api.Credentials;
using Verification.Api.Credentials.Checks;
using Verification.Api.Freshness;
using Verification.Api.Issuers;
using Verification.Api.Signatures;

namespace Verification.Api.Portable;

/// <summary>
/// Compares a presented credential of one of this system's issuers with what this verifier has heard of it. That is newer than any status list: what is revoked here is revoked, and where the list
/// cannot be read, this counts in its place as long as it is fresh.
/// </summary>
internal sealed class OwnCopies(CredentialCache credentials, SignatureChecks signatures, Knowledge knowledge, IOptions<FreshnessOptions> freshness, TimeProvider time)
{
    private const string Prefix = "urn:uuid:";

    private static readonly string[] s_ofStatus = [CheckDocument.Suspension, CheckDocument.Revocation];
    private static readonly string[] s_beside = [CheckDocument.Content, CheckDocument.Current, CheckDocument.Fresh];

    /// <summary>Finds what is known, and adds it to the checks.</summary>
    /// <param name="credentialId">The ID of the presented credential.</param>
    /// <param name="issuer">Its issuer, which is certain.</param>
    /// <param name="maxAge">How old the knowledge may be, or null.</param>
    /// <param name="checks">The checks so far.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<OwnCopy?> CompareAsync(string? credentialId, RegisteredIssuer issuer, TimeSpan? maxAge, List<(string Name, CheckResult Result)> checks, CancellationToken cancellationToken)
    {
        if (credentialId?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) != true || !Guid.TryParseExact(credentialId.AsSpan(Prefix.Length), "D", out var id)) return null;
        var heard = knowledge.Current; // Before the credential is read: what is known up to a moment is in the database then.
        if (await credentials.FindAsync(id, cancellationToken) is not { } known)
        {
            checks.Add((CheckDocument.Known, CheckResult.Warning(DetailCode.NotHeardOf, "This verifier has not heard of the credential from the issuance service.")));
            return null;
        }

        var verdict = CredentialChecks.Judge(new CheckInput(known, null, time.GetUtcNow(), heard, freshness.Value.FreshFor, maxAge) { Signature = await signatures.CheckAsync(known.Signed, cancellationToken) });
        if (!verdict.IsAuthentic || (known.Issuer is { } says && says != issuer.Profile.Name))
        {
            checks.Add((CheckDocument.Known, CheckResult.Warning(DetailCode.HeldIsUncertain, "What this verifier holds under this ID is not certain to be its issuer's, and does not count.")));
            return null;
        }

        checks.Add((CheckDocument.Known, CheckResult.Pass(DetailCode.HeardOf, "This verifier has heard of the credential from the issuance service.")));
        var own = CredentialChecks.All.Select((check, at) => (check.Name, Result: verdict.Results[at])).ToDictionary(static one => one.Name, static one => one.Result);
        var isFresh = own[CheckDocument.Fresh].Status == CheckDocument.Pass;
        foreach (var name in s_ofStatus)
        {
            var (place, result) = (checks.FindIndex(check => check.Name == name), own[name]);
            var counts = result.Refusal is not null || (isFresh && result.Status == CheckDocument.Pass && (place < 0 || checks[place].Result.Status == CheckDocument.Unchecked));
            if (!counts) continue;
            if (place < 0) checks.Add((name, result));
            else checks[place] = (name, result);
        }

        foreach (var name in s_beside)
        {
            if (name != CheckDocument.Content || own[name].Refusal?.Outcome == AuditOutcome.Erased) checks.Add((name, own[name]));
        }

        return new OwnCopy(id, known, issuer, heard);
    }
}
