namespace Issuance.Api.Batches;

/// <summary>A batch: a file of rows to be carried out, and how far that has come.</summary>
internal sealed class BatchRow
{
    public Guid Id { get; init; }

    /// <summary>One of <see cref="BatchAction"/>.</summary>
    public required string Action { get; init; }

    /// <summary>One of <see cref="BatchState"/>.</summary>
    public required string State { get; init; }

    /// <summary>The organisation that the batch is limited to, or null.</summary>
    public string? Organisation { get; init; }
    public required string Actor { get; init; }
    public required string CorrelationId { get; init; }

    /// <summary>The credential type of rows that name none, or null.</summary>
    public string? TypeName { get; init; }

    /// <summary>The issuer of rows that name none, or null.</summary>
    public string? Issuer { get; init; }
    public string? Reason { get; init; }
    public string? Note { get; init; }
    public short AllOrNothing { get; init; }
    public string? FileName { get; init; }

    /// <summary>The format of the file, found out when it arrived.</summary>
    public string? Format { get; init; }
    public string? Encoding { get; init; }
    public string? Delimiter { get; init; }
    public long Bytes { get; init; }

    /// <summary>Whether the file is still there.</summary>
    public short HasFile { get; init; }

    /// <summary>The columns of the file and what they mean: JSON text; null until they have been read.</summary>
    public string? Columns { get; init; }

    /// <summary>Values for all rows: JSON text.</summary>
    public string? Defaults { get; init; }

    /// <summary>The registered types by which the rows were checked: JSON text.</summary>
    public string? Types { get; init; }

    /// <summary>How many times the rows have been checked anew because of another mapping.</summary>
    public int Revision { get; init; }
    public int RowCount { get; init; }
    public int ValidCount { get; init; }
    public int InvalidCount { get; init; }
    public int DoneCount { get; init; }
    public int FailedCount { get; init; }
    public int VerifiableCount { get; init; }

    /// <summary>Up to which row the confirmations of the verifier have been counted.</summary>
    public int VerifiedRow { get; init; }
    public int VerifiedCount { get; init; }
    public int LastRow { get; init; }

    /// <summary>From which of its bytes the IDs of everything that the batch writes are made.</summary>
    public required byte[] Seed { get; init; }

    /// <summary>The chunk that may have been begun: its rows, and the time of everything written in it. Null if there is none.</summary>
    public DateTimeOffset? ChunkAt { get; init; }
    public int ChunkFrom { get; init; }
    public int ChunkTo { get; init; }

    /// <summary>The replica that works on it, and until when it may, by the database's clock.</summary>
    public string? LeaseOwner { get; init; }
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>When a replica last had single requests to write beside the batch, by the database's clock.</summary>
    public DateTimeOffset? SinglesAt { get; init; }

    /// <summary>Up to where the file has been read while its rows are checked.</summary>
    public long BytesRead { get; init; }

    /// <summary>What is wrong with its rows, by kind: JSON text; null until all have been checked.</summary>
    public string? FaultKinds { get; init; }

    /// <summary>Why the file cannot be read, or null.</summary>
    public string? Problem { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ValidatedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>A part of the file as it was uploaded. All parts but the last have the same size.</summary>
internal sealed class BatchPartRow
{
    public Guid BatchId { get; init; }
    public int Part { get; init; }
    public required byte[] Bytes { get; init; }
}

/// <summary>A row of a batch. What it says about a holder leaves it when the credential is erased.</summary>
internal sealed class BatchItemRow
{
    public Guid BatchId { get; init; }

    /// <summary>Its number in the file, as a spreadsheet counts.</summary>
    public int Row { get; init; }

    /// <summary>A <see cref="RowOutcome"/>.</summary>
    public short Outcome { get; init; }

    /// <summary>The cells as read: a JSON array of texts.</summary>
    public string? Input { get; init; }

    /// <summary>The request as the API would take it: JSON text; null if the row is not valid.</summary>
    public string? Request { get; init; }

    /// <summary>What is wrong with it: JSON text; null if it is valid.</summary>
    public string? Faults { get; init; }

    /// <summary>The credential that was issued or is changed.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>The credential that takes its place.</summary>
    public Guid? SuccessorId { get; init; }

    /// <summary>The event whose confirmation makes the row verifiable; null if it wrote none.</summary>
    public Guid? EventId { get; init; }

    /// <summary>What has become of it, where the outcome alone does not say so.</summary>
    public string? Detail { get; init; }
}

/// <summary>A row that has a fault of a kind: a place in the batch's <see cref="BatchRow.FaultKinds"/>.</summary>
internal sealed class BatchFaultRow
{
    public Guid BatchId { get; init; }
    public short Kind { get; init; }
    public int Row { get; init; }
}

/// <summary>What the columns of earlier files of somebody meant.</summary>
internal sealed class BatchMappingRow
{
    /// <summary>The organisation, or else the caller.</summary>
    public required string Owner { get; init; }

    /// <summary>The action, and the credential type if there is one.</summary>
    public required string Kind { get; init; }

    /// <summary>The heading, case-folded.</summary>
    public required string Heading { get; init; }

    /// <summary>The field; empty if the column is left out.</summary>
    public required string Field { get; init; }

    /// <summary>When somebody last said so.</summary>
    public DateTimeOffset SaidAt { get; init; }
}
