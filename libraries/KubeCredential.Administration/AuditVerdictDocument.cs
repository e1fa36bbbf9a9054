using KubeCredential.Storage.Audit;
using System.ComponentModel;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Administration;

/// <summary>The answer to <c>POST /admin/audit/verify</c>.</summary>
/// <param name="Success">Whether the chain could be checked.</param>
/// <param name="Message">What was found, as a sentence.</param>
/// <param name="Intact">Whether every sealed entry is as it was sealed.</param>
/// <param name="Checked">How many entries were found as they were sealed.</param>
/// <param name="Unsealed">How many entries are not part of the chain yet; null where the chain is broken.</param>
/// <param name="Head">The end of the chain, to be kept and given as known next time; null where there is none or the chain is broken.</param>
/// <param name="FirstBroken">The first place at which the chain is broken, or null.</param>
/// <param name="Verdicts">The same of the verdicts, which have a chain of their own; null for a service that gives none.</param>
/// <param name="WorkerId">The process that checked.</param>
/// <param name="Timestamp">When it had checked.</param>
public sealed record AuditVerdictDocument(
    bool Success,
    string Message,
    [property: Description("Whether every sealed entry is as it was sealed")] bool Intact,
    long Checked,
    [property: Description("How many entries are not part of the chain yet; null where the chain is broken")] long? Unsealed,
    [property: Description("The end of the chain, to be kept and given as known next time")] AuditHeadDocument? Head,
    AuditBreak? FirstBroken,
    [property: Description("The same of the verdicts, which have a chain of their own; null for a service that gives none")] VerdictChainDocument? Verdicts,
    string WorkerId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>What was found of the verdicts.</summary>
/// <param name="Intact">Whether every verdict that is kept is as it was sealed.</param>
/// <param name="Checked">How many were found so.</param>
/// <param name="Unsealed">How many are not part of the chain yet; null where the chain is broken.</param>
/// <param name="Dropped">How many were dropped since the service was set up, being too old or too many. The chain is checked from the hash of the last of them on.</param>
/// <param name="Head">The end of the chain, to be kept and given as known next time; null where there is none or the chain is broken.</param>
/// <param name="FirstBroken">The first place at which the chain is broken, or null.</param>
public sealed record VerdictChainDocument(
    bool Intact,
    long Checked,
    long? Unsealed,
    [property: Description("How many were dropped, being too old or too many; the chain is checked from the hash of the last of them on")] long Dropped,
    AuditHeadDocument? Head,
    AuditBreak? FirstBroken);

/// <summary>The end of the chain.</summary>
/// <param name="Number">The link's number.</param>
/// <param name="Hash">Its hash: SHA-256 in hexadecimal.</param>
/// <param name="At">When it was added.</param>
public sealed record AuditHeadDocument(long Number, string Hash, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At);
