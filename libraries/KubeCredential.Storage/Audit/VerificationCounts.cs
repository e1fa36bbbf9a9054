using System.ComponentModel;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Storage.Audit;

/// <summary>How often a credential was verified.</summary>
/// <param name="Total">All verdicts counted, of those that are kept.</param>
/// <param name="IsExact">Whether all verdicts were counted; otherwise only the newest were.</param>
/// <param name="Valid">How many found it valid.</param>
/// <param name="Expired">How many found it expired.</param>
/// <param name="Different">How many found that it does not match what was issued.</param>
/// <param name="NotYetValid">How many found it not valid yet.</param>
/// <param name="Suspended">How many found it suspended.</param>
/// <param name="Revoked">How many found it revoked.</param>
/// <param name="Superseded">How many found that another credential had taken its place.</param>
/// <param name="Erased">How many found its content erased.</param>
/// <param name="Stale">How many found the verifier's knowledge older than the caller accepted.</param>
/// <param name="NotAuthentic">How many found that what the verifier holds was not certain to be signed by the issuer.</param>
/// <param name="LastAt">When it was last verified, or null.</param>
public sealed record VerificationCounts(
    long Total,
    [property: Description("Whether all verdicts were counted; otherwise only the newest were")] bool IsExact,
    long Valid,
    long Expired,
    long Different,
    long NotYetValid,
    long Suspended,
    long Revoked,
    long Superseded,
    long Erased,
    long Stale,
    long NotAuthentic,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastAt);
