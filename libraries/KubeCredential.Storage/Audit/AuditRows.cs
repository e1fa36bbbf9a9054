namespace KubeCredential.Storage.Audit;

/// <summary>An audit entry. Rows are append-only, which the database enforces.</summary>
internal class AuditEntryRow
{
    public long Position { get; init; }
    public DateTimeOffset OccurredAt { get; init; }
    public required string Action { get; init; }
    public required string Outcome { get; init; }
    public required string Actor { get; init; }
    public required string WorkerId { get; init; }
    public Guid? CredentialId { get; init; }
    public Guid? EventId { get; init; }
    public int? Attempt { get; init; }
    public string? Detail { get; init; }
    public string? CorrelationId { get; init; }
    public string? TraceId { get; init; }
}

/// <summary>A batch of links of the chain over the audit entries: the last one, and those before it. Rows are append-only, which the database enforces.</summary>
internal class AuditSealRow
{
    /// <summary>The number of the last link. Links are numbered 1, 2, … without gaps.</summary>
    public long Number { get; init; }

    /// <summary>The entry that the last link seals.</summary>
    public long EntryPosition { get; init; }

    /// <summary>The transaction that wrote the entry; 0 on SQLite.</summary>
    public long EntryTransaction { get; init; }

    /// <summary>SHA-256 over the previous link and the entry, in hexadecimal; see <see cref="AuditHash"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>The batch's links before the last one, see <see cref="AuditLinks"/>; null for a batch of one.</summary>
    public byte[]? EarlierLinks { get; init; }
    public DateTimeOffset SealedAt { get; init; }
}

/// <summary>A verdict.</summary>
internal sealed class VerdictEntryRow : AuditEntryRow;

/// <summary>A batch of links of the chain over the verdicts.</summary>
internal sealed class VerdictSealRow : AuditSealRow;
