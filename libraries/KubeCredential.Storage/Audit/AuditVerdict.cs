using System.ComponentModel;

namespace KubeCredential.Storage.Audit;

/// <summary>The result of checking the chain.</summary>
/// <param name="Checked">How many entries match their seals.</param>
/// <param name="Unsealed">How many entries are not part of the chain yet; null if the check ended early.</param>
/// <param name="Head">The last link, or null if there is none or the chain is broken.</param>
/// <param name="FirstBroken">The first place at which the chain is broken, or null.</param>
internal sealed record AuditVerdict(long Checked, long? Unsealed, AuditHead? Head, AuditBreak? FirstBroken);

/// <summary>Where the chain is broken.</summary>
/// <param name="Number">The entry's number, if any.</param>
/// <param name="Link">The link's number, if any.</param>
/// <param name="Reason">What is wrong, as a sentence.</param>
public sealed record AuditBreak(
    [property: Description("The entry's number, if any")] long? Number,
    [property: Description("The link's number, if any")] long? Link,
    string Reason);
