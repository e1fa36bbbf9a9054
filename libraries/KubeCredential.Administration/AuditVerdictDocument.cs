using KubeCredential.Storage.Audit;
using System.ComponentModel;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Administration;

/// <summary>The response to <c>POST /admin/audit/verify</c>.</summary>
/// <param name="Success">Whether the chain could be checked.</param>
/// <param name="Message">The result, as a sentence.</param>
/// <param name="Intact">Whether every sealed entry is unaltered.</param>
/// <param name="Checked">How many entries match their seals.</param>
/// <param name="Unsealed">How many entries are not yet part of the chain; null if the chain is broken.</param>
/// <param name="Head">The end of the chain, to be kept and passed as known next time; null if there is none or the chain is broken.</param>
/// <param name="FirstBroken">The first place at which the chain is broken, or null.</param>
/// <param name="Verdicts">The result for the verdicts, which have a chain of their own; null for a service that gives none.</param>
/// <param name="WorkerId">The process that did the check.</param>
/// <param name="Timestamp">When the check finished.</param>
public sealed record AuditVerdictDocument(
    bool Success,
    string Message,
    [property: Description("Whether every sealed entry is unaltered")] bool Intact,
    long Checked,
    [property: Description("How many entries are not yet part of the chain; null if the chain is broken")] long? Unsealed,
    [property: Description("The end of the chain, to be kept and passed as known next time")] AuditHeadDocument? Head,
    AuditBreak? FirstBroken,
    [property: Description("The result for the verdicts, which have a chain of their own; null for a service that gives none")] VerdictChainDocument? Verdicts,
    string WorkerId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>The result for the verdicts.</summary>
/// <param name="Intact">Whether every verdict kept is unaltered.</param>
/// <param name="Checked">How many verdicts match their seals.</param>
/// <param name="Unsealed">How many are not yet part of the chain; null if the chain is broken.</param>
/// <param name="Dropped">How many have been removed since the service was set up because they were too old or too many. The check starts from the hash of the last one.</param>
/// <param name="Head">The end of the chain, to be kept and passed as known next time; null if there is none or the chain is broken.</param>
/// <param name="FirstBroken">The first place at which the chain is broken, or null.</param>
public sealed record VerdictChainDocument(
    bool Intact,
    long Checked,
    long? Unsealed,
    [property: Description("How many have been removed because they were too old or too many; the check starts from the hash of the last one")] long Dropped,
    AuditHeadDocument? Head,
    AuditBreak? FirstBroken);

/// <summary>The end of the chain.</summary>
/// <param name="Number">The link's number.</param>
/// <param name="Hash">Its hash: SHA-256 in hexadecimal.</param>
/// <param name="At">When it was added.</param>
public sealed record AuditHeadDocument(long Number, string Hash, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At);
