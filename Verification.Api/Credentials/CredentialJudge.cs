using System.Text.Json;
using Microsoft.Extensions.Options;
using Verification.Api.Credentials.Checks;
using Verification.Api.CredentialTypes;
using Verification.Api.Freshness;
using Verification.Api.Issuers;
using Verification.Api.Signatures;

namespace Verification.Api.Credentials;

/// <summary>A verdict on a credential that this verifier knows.</summary>
/// <param name="Known">The credential.</param>
/// <param name="Verdict">The result of its checks.</param>
/// <param name="Heard">What was known of the issuer.</param>
/// <param name="Issuer">The issuer's profile; null if it is not certain who issued the credential, or the profile is not known here.</param>
/// <param name="At">The moment of the check.</param>
internal sealed record Judged(KnownCredential Known, Verdict Verdict, IssuerKnowledge Heard, RegisteredIssuer? Issuer, DateTimeOffset At);

/// <summary>Judges credentials that this verifier knows, and says how much of them is shown.</summary>
internal sealed class CredentialJudge(
    CredentialCache credentials, SignatureChecks signatures, RegisteredIssuers issuers, KnownTypes types, Knowledge knowledge, IOptions<FreshnessOptions> freshness, TimeProvider time)
{
    /// <summary>What is known of the issuer now.</summary>
    public IssuerKnowledge Heard => knowledge.Current;

    /// <summary>Judges a credential; null if it is not known here.</summary>
    /// <param name="id">Its ID.</param>
    /// <param name="shown">The content that was presented, or null.</param>
    /// <param name="maxAge">How old the knowledge of the issuer may be, or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async ValueTask<Judged?> JudgeAsync(Guid id, JsonElement? shown, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        var heard = knowledge.Current; // Before the credential is read: what is known up to a moment is in the database then.
        if (await credentials.FindAsync(id, cancellationToken) is not { } known) return null;
        var now = time.GetUtcNow();
        var verdict = CredentialChecks.Judge(new CheckInput(known, shown, now, heard, freshness.Value.FreshFor, maxAge) { Signature = await signatures.CheckAsync(known.Signed, cancellationToken) });
        return new Judged(known, verdict, heard, verdict.IsAuthentic && known.Issuer is { } name ? issuers.Find(name) : null, now);
    }

    /// <summary>How much of a credential is shown; null for everything, without a look of its own.</summary>
    /// <param name="judged">The credential.</param>
    /// <param name="isWhole">Whether who asks has everything in it already, or may see it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async ValueTask<CertificateView?> ViewAsync(Judged judged, bool isWhole, CancellationToken cancellationToken)
    {
        if (judged is not { Verdict.IsAuthentic: true, Known: { Type: { } reference, Shown: not null } known }) return null;
        var type = await types.FindAsync(reference, cancellationToken);
        return isWhole ? CertificateView.Whole(type) : CertificateView.Reduced(known.ReducedBy(type));
    }
}
