using System.ComponentModel;

namespace KubeCredential.Storage.Audit;

/// <summary>What a check of the chain has found.</summary>
/// <param name="Checked">How many entries were found as they were sealed.</param>
/// <param name="Unsealed">How many entries are not part of the chain yet; null where the check ended early.</param>
/// <param name="Head">The last link, or null where there is none or the chain is broken.</param>
/// <param name="FirstBroken">The first place at which the chain is broken, or null.</param>
internal sealed record AuditVerdict(long Checked, long? Unsealed, AuditHead? Head, AuditBreak? FirstBroken);

/// <summary>Where the chain is broken.</summary>
/// <param name="Number">The entry's number, where there is one.</param>
/// <param name="Link">The link's number, where there is one.</param>
/// <param name="Reason">What is wrong, as a sentence.</param>
public sealed record AuditBreak(
    [property: Description("The entry's number, where there is one")] long? Number,
    [property: Description("The link's number, where there is one")] long? Link,
    string Reason);
