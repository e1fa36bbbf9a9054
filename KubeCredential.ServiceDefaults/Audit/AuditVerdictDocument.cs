using System.ComponentModel;
using System.Text.Json.Serialization;

namespace KubeCredential.ServiceDefaults.Audit;

/// <summary>The answer to <c>POST /admin/audit/verify</c>.</summary>
/// <param name="Success">Whether the chain could be checked.</param>
/// <param name="Message">What was found, as a sentence.</param>
/// <param name="Intact">Whether every sealed entry is as it was sealed.</param>
/// <param name="Checked">How many entries were found as they were sealed.</param>
/// <param name="Unsealed">How many entries are not part of the chain yet; null where the chain is broken.</param>
/// <param name="Head">The end of the chain, to be kept and given as known next time; null where there is none or the chain is broken.</param>
/// <param name="FirstBroken">The first place at which the chain is broken, or null.</param>
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
    string WorkerId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp);

/// <summary>The end of the chain.</summary>
/// <param name="Number">The link's number.</param>
/// <param name="Hash">Its hash: SHA-256 in hexadecimal.</param>
/// <param name="At">When it was added.</param>
public sealed record AuditHeadDocument(long Number, string Hash, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At);
