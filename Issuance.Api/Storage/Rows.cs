namespace Issuance.Api.Storage;

/// <summary>
/// A credential: its immutable content, and the columns that change. Values derived from the content (holder, type, issuer, dates) are stored separately where
/// they are unique, searched or sorted by. Once the credential is erased, its content and all that identifies the holder are gone.
/// </summary>
internal sealed class CredentialRow
{
    public Guid Id { get; init; }

    /// <summary>The credential's content: JSON text, stored and returned byte for byte; null once it has been erased.</summary>
    public string? Content { get; init; }

    /// <summary>The salted hash of the content (<see cref="KubeCredential.Events.ContentHash"/>), which outlives it.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The salt of the hash; null once the content has been erased.</summary>
    public string? ContentSalt { get; init; }
    public required string HolderName { get; init; }
    public required string CredentialType { get; init; }
    public required string IssuerName { get; init; }
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>Who the credential is for, unique per issuer and type among those that stand: the holder's number, or else the holder's name (see <c>HolderKey</c>).</summary>
    public required string HolderKey { get; init; }

    /// <summary>The issuer's own number for the holder, or null. It never leaves this service.</summary>
    public string? HolderId { get; init; }

    /// <summary>The holder's e-mail address, or null. It never leaves this service.</summary>
    public string? HolderEmail { get; init; }

    /// <summary>The first day of validity, or null if it is the day of issue.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>The last day of validity, or null if it does not expire.</summary>
    public DateOnly? ExpiryDate { get; init; }

    /// <summary>1 while no other credential for the same holder, type and issuer may be issued; 0 once it is revoked, superseded or erased, or was found expired when another was issued.</summary>
    public short Standing { get; init; }

    /// <summary>One of <see cref="KubeCredential.Events.CredentialState"/>; the complete status is in the event of this version.</summary>
    public required string State { get; init; }
    public int Version { get; init; }

    /// <summary>The event that led to this version.</summary>
    public Guid EventId { get; init; }

    /// <summary>Set when the outbox row of <see cref="EventId"/> is deleted.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Set when the outbox row of <see cref="EventId"/> is deleted.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The words of the holder's name, by which it is searched and sorted (see <c>SearchText</c>).</summary>
    public required string HolderSearch { get; init; }
    public required string TypeSearch { get; init; }
    public required string IssuerSearch { get; init; }
}

/// <summary>A word of a holder's name (see <c>SearchText</c>).</summary>
internal sealed class WordRow
{
    public required string Word { get; init; }
    public Guid CredentialId { get; init; }
}

/// <summary>A word of a type or an issuer's name.</summary>
internal sealed class TextRow
{
    /// <summary>1 for a type, 2 for an issuer, 3 and 4 for how they are spelt (see <c>CredentialTexts</c>).</summary>
    public short Kind { get; init; }

    /// <summary>The word; empty in the row that stands for the text as a whole; the whole text, case-folded, in the rows of how it is spelt.</summary>
    public required string Word { get; init; }

    /// <summary>The text, case-folded, as it stands in the credentials; as it is spelt in the rows for that.</summary>
    public required string Text { get; init; }

    /// <summary>All its words; only in the row that stands for the text as a whole.</summary>
    public string? Search { get; init; }
}

/// <summary>A view of the list that somebody has saved.</summary>
internal sealed class SavedViewRow
{
    /// <summary>Who saved it: an actor as in the audit trail.</summary>
    public required string Owner { get; init; }
    public required string Name { get; init; }

    /// <summary>The query of the list.</summary>
    public required string Query { get; init; }

    /// <summary>The columns, divided by commas.</summary>
    public required string Columns { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A registered issuer. A row is never deleted, and its name and slug never change: credentials name the one, the issuer's DID the other.</summary>
internal sealed class IssuerRow
{
    public required string Slug { get; init; }
    public required string Name { get; init; }

    /// <summary>The name, case-folded for searching.</summary>
    public required string NameSearch { get; init; }
    public string? Website { get; init; }
    public string? Contact { get; init; }
    public byte[]? Logo { get; init; }
    public string? LogoType { get; init; }
    public int Revision { get; init; }
    public DateTimeOffset RegisteredAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Something that happened to a credential. Rows are append-only; the database rejects deletes, and updates of anything but the signature.</summary>
internal sealed class EventRow
{
    public long Position { get; init; }
    public Guid EventId { get; init; }
    public Guid CredentialId { get; init; }
    public int Version { get; init; }
    public required string EventType { get; init; }
    public DateTimeOffset OccurredAt { get; init; }
    public required string CorrelationId { get; init; }
    public string? TraceParent { get; init; }
    public string? TraceState { get; init; }

    /// <summary>The credential's complete status from then on: JSON text. The content is stored with the credential.</summary>
    public required string Status { get; init; }

    /// <summary>The key of <see cref="Signature"/>.</summary>
    public required string KeyId { get; init; }

    /// <summary>The event's signature (see <see cref="KubeCredential.Events.EventSignature"/>). With the key it is the only thing that changes: when the key is compromised.</summary>
    public required string Signature { get; init; }
}

/// <summary>What the issuer noted about a change of a credential's status. It never leaves this service.</summary>
internal sealed class NoteRow
{
    public Guid CredentialId { get; init; }
    public int Version { get; init; }
    public required string Note { get; init; }
}

/// <summary>The delivery of an event to the verifier.</summary>
internal sealed class OutboxRow
{
    public Guid EventId { get; init; }
    public Guid CredentialId { get; init; }
    public int Version { get; init; }

    /// <summary>A <see cref="DeliveryState"/>.</summary>
    public short State { get; init; }

    /// <summary>How many attempts to publish have failed because of the event itself.</summary>
    public int Attempts { get; init; }

    /// <summary>How often the event has been published.</summary>
    public int Publications { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>While pending or retrying: when to publish next. While published: when to check what has become of it. By the database's clock.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>Until when a relay has claimed the event, by the database's clock. Not indexed, so that a claim updates no index.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>While retrying: the delay before the next attempt, in milliseconds.</summary>
    public long? RetryDelayMs { get; init; }

    /// <summary>When the first attempt failed.</summary>
    public DateTimeOffset? FailedAt { get; init; }
    public DateTimeOffset? DeadAt { get; init; }

    /// <summary>Who gave the event up: <c>relay</c> or <c>verifier</c>.</summary>
    public string? DeadBy { get; init; }

    /// <summary>The stream entry of the last publication.</summary>
    public string? EntryId { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public string? Reason { get; init; }

    /// <summary>If the event was signed anew, the key of the new signature: only who has received that one has the event. Otherwise null.</summary>
    public string? SignedAnewWith { get; init; }
}

/// <summary>The outcome reported by a required consumer group for an event, if several groups are required and not all have confirmed it.</summary>
internal sealed class OutboxGroupRow
{
    public Guid EventId { get; init; }
    public required string GroupName { get; init; }

    /// <summary>A <see cref="DeliveryState"/>: confirmed, dead or discarded.</summary>
    public short Outcome { get; init; }
}

/// <summary>The epoch, by which a Redis that has lost data is recognised: one row.</summary>
internal sealed class EpochRow
{
    public int Id { get; init; }
    public Guid Epoch { get; init; }
    public DateTimeOffset Since { get; init; }

    /// <summary>When a replica last took the turn to send a heartbeat, by the database's clock.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>The last <see cref="KubeCredential.Events.IssuerHeartbeat"/>: JSON text.</summary>
    public string? Heartbeat { get; init; }
}

/// <summary>A running total of the service, spread over a few rows so that replicas do not wait for each other.</summary>
internal sealed class CounterRow
{
    public required string Name { get; init; }
    public int Shard { get; init; }
    public long Value { get; init; }
}

/// <summary>What a bucket of <see cref="Outbox.DeliveryCounts"/> has counted in one step of a <see cref="Outbox.TimelineRange"/>.</summary>
internal sealed class CountRow
{
    /// <summary>The length of the step, in seconds.</summary>
    public int Step { get; init; }
    public DateTimeOffset At { get; init; }
    public int Bucket { get; init; }
    public long Count { get; init; }

    /// <summary>The longest time from issue to confirmation, in milliseconds.</summary>
    public long Longest { get; init; }
}

/// <summary>An operator's orders for all replicas: one row.</summary>
internal sealed class ControlRow
{
    public int Id { get; init; }
    public bool Isolated { get; init; }
    public string? Reason { get; init; }
    public required string ChangedBy { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
}
