namespace KubeCredential.Storage.Audit;

/// <summary>A page of the audit trail, newest first.</summary>
/// <param name="Items">The entries.</param>
/// <param name="NextCursor">Passed as <c>cursor</c>, it returns the next, older page; null on the last page.</param>
public sealed record AuditPage(IReadOnlyList<AuditDocument> Items, string? NextCursor);
