namespace KubeCredential.Storage.Audit;

/// <summary>A link of the chain.</summary>
/// <param name="Number">1, 2, … without gaps; 0 before the first.</param>
/// <param name="Place">The place of the sealed entry.</param>
/// <param name="Hash">The hash, in hexadecimal.</param>
/// <param name="At">When it was added.</param>
internal sealed record AuditHead(long Number, AuditPlace Place, string Hash, DateTimeOffset At);
