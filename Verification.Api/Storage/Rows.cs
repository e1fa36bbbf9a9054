namespace Verification.Api.Storage;

/// <summary>A credential in the read model.</summary>
internal sealed class CredentialRow
{
    /// <summary>The generation of the read model that the row belongs to.</summary>
    public int Generation { get; init; }
    public Guid Id { get; init; }

    /// <summary>The version of the last applied event.</summary>
    public int Version { get; init; }

    /// <summary>The last applied event.</summary>
    public Guid EventId { get; init; }
    public required string EventType { get; init; }
    public required string CorrelationId { get; init; }
    public DateTimeOffset OccurredAt { get; init; }
    public DateTimeOffset AppliedAt { get; init; }

    /// <summary>Empty once the content has been erased.</summary>
    public required string HolderName { get; init; }

    /// <summary>Empty once the content has been erased.</summary>
    public required string CredentialType { get; init; }
    public DateOnly? ValidFrom { get; init; }
    public DateOnly? ExpiryDate { get; init; }

    /// <summary>The state within <see cref="Status"/>.</summary>
    public required string State { get; init; }

    /// <summary>The whole status: JSON text.</summary>
    public required string Status { get; init; }

    /// <summary>The key of <see cref="Signature"/>.</summary>
    public required string KeyId { get; init; }

    /// <summary>The issuer's signature of the event.</summary>
    public required string Signature { get; init; }

    /// <summary>The seal of the row (see <see cref="Signatures.RowSeal"/>), by which a verdict knows that its signature has been checked; null if the row was changed on purpose since.</summary>
    public string? Seal { get; init; }

    /// <summary>The salted hash of the content, which outlives it.</summary>
    public string? ContentHash { get; init; }
    public string? ContentSalt { get; init; }

    /// <summary>The whole content as it was issued: JSON text; null once it has been erased.</summary>
    public string? Credential { get; init; }
}

/// <summary>Which generation is live, and which is being built alongside it: a single row.</summary>
internal sealed class ReadModelRow
{
    public int Id { get; init; }
    public int Live { get; init; }
    public int? Building { get; init; }
}

/// <summary>A rebuild of the read model, running or past.</summary>
internal sealed class RebuildRow
{
    public Guid Id { get; init; }
    public required string State { get; init; }
    public required string WorkerId { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset HeartbeatAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public long EventsRead { get; init; }
    public string? LiveHash { get; init; }
    public string? RebuiltHash { get; init; }

    /// <summary>Credentials of the event store that were missing from the live read model.</summary>
    public long? Missing { get; init; }

    /// <summary>Credentials in the live read model that are not in the event store.</summary>
    public long? Unknown { get; init; }

    /// <summary>Credentials whose content differed.</summary>
    public long? Different { get; init; }
    public string? Error { get; init; }
}

/// <summary>A running total of the whole service, spread over a few rows so that replicas do not wait for each other.</summary>
internal sealed class CounterRow
{
    public required string Name { get; init; }
    public int Shard { get; init; }
    public long Value { get; init; }
}

/// <summary>An operator's order to all replicas: a single row.</summary>
internal sealed class ControlRow
{
    public int Id { get; init; }
    public bool Isolated { get; init; }
    public string? Reason { get; init; }
    public required string ChangedBy { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>A dead letter that an operator has discarded.</summary>
internal sealed class DiscardedRow
{
    public Guid Key { get; init; }
    public required string DeadLetterId { get; init; }
    public required string Reason { get; init; }
    public required string DiscardedBy { get; init; }
    public DateTimeOffset DiscardedAt { get; init; }

    /// <summary>The credential, if it could be read.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>The failed delivery as it was stored in Redis: JSON text; without the content once it has been erased.</summary>
    public required string Delivery { get; init; }
}

/// <summary>A certificate with which reports are signed. A row changes only when the certificate is declared compromised.</summary>
internal sealed class ReportCertificateRow
{
    /// <summary>Counts up from 1. Of several replicas that make one at once, one adds it.</summary>
    public int Number { get; init; }

    /// <summary>The name of the verifier in it.</summary>
    public required string Name { get; init; }

    /// <summary>The certificate: DER.</summary>
    public required byte[] Certificate { get; init; }

    /// <summary>Its private key (PKCS #8), encrypted for this very certificate: a row that somebody else wrote or changed is not believed.</summary>
    public required byte[] PrivateKey { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When an operator declared it compromised, or null.</summary>
    public DateTimeOffset? CompromisedAt { get; init; }
}

/// <summary>How far this service knows what the issuer has done: a single row, once there is anything to know.</summary>
internal sealed class KnowledgeRow
{
    public int Id { get; init; }

    /// <summary>Everything that the issuer committed before this moment has been applied.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The last place in the issuer's event store at that moment.</summary>
    public required string Position { get; init; }

    /// <summary>When this service learned it.</summary>
    public DateTimeOffset HeardAt { get; init; }

    /// <summary>The heartbeat that said so: JSON text, exactly as the issuer signed it.</summary>
    public required string Heartbeat { get; init; }

    /// <summary>The key of <see cref="Signature"/>.</summary>
    public required string KeyId { get; init; }

    /// <summary>The issuer's signature of the heartbeat.</summary>
    public required string Signature { get; init; }
}
