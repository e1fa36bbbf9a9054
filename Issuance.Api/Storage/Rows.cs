namespace Issuance.Api.Storage;

/// <summary>
/// A credential: its content, which never changes, and beside it what does. What follows from the content (holder, type, issuer, moment of issue)
/// is kept once more where it is unique, looked for or sorted by.
/// </summary>
internal sealed class CredentialRow
{
    public Guid Id { get; init; }

    /// <summary>What the credential says: JSON text, kept and handed out byte for byte.</summary>
    public required string Content { get; init; }
    public required string HolderName { get; init; }
    public required string CredentialType { get; init; }
    public required string IssuerName { get; init; }
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>One of <see cref="KubeCredential.Events.CredentialState"/>; the whole status is in the event of this version.</summary>
    public required string State { get; init; }
    public int Version { get; init; }

    /// <summary>The event that led to this version.</summary>
    public Guid EventId { get; init; }

    /// <summary>Filled when the outbox row of <see cref="EventId"/> is cleaned away.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Filled when the outbox row of <see cref="EventId"/> is cleaned away.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The holder's name folded, by which it is found.</summary>
    public required string HolderSearch { get; init; }
    public required string TypeSearch { get; init; }
    public required string IssuerSearch { get; init; }
}

/// <summary>A holder's name from a later word on, folded.</summary>
internal sealed class WordRow
{
    public required string Word { get; init; }
    public Guid CredentialId { get; init; }
}

/// <summary>Something that happened to a credential. Rows are only ever added; the database refuses to change or delete one.</summary>
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

    /// <summary>The credential's whole status from then on: JSON text. The content is the credential's own.</summary>
    public required string Status { get; init; }
}

/// <summary>An event's way to the verifier.</summary>
internal sealed class OutboxRow
{
    public Guid EventId { get; init; }
    public Guid CredentialId { get; init; }
    public int Version { get; init; }

    /// <summary>A <see cref="DeliveryState"/>.</summary>
    public short State { get; init; }

    /// <summary>How many attempts to publish have failed through a fault of the message.</summary>
    public int Attempts { get; init; }

    /// <summary>How often the event has been published.</summary>
    public int Publications { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>While pending or retrying: when to publish next. While published: when to ask what has become of it. By the database's clock.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>Until when a relay has claimed the event, by the database's clock. In no index, so that a claim changes none.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>While retrying: after which delay the event is tried again, in milliseconds.</summary>
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
}

/// <summary>What a required consumer group has said of an event, where several are required and not all have confirmed it.</summary>
internal sealed class OutboxGroupRow
{
    public Guid EventId { get; init; }
    public required string GroupName { get; init; }

    /// <summary>A <see cref="DeliveryState"/>: confirmed, dead or discarded.</summary>
    public short Outcome { get; init; }
}

/// <summary>The value by which a Redis that has lost data is recognised: one row.</summary>
internal sealed class EpochRow
{
    public int Id { get; init; }
    public Guid Epoch { get; init; }
    public DateTimeOffset Since { get; init; }
}

/// <summary>A running total of the whole service, spread over a few rows so that replicas do not wait for each other.</summary>
internal sealed class CounterRow
{
    public required string Name { get; init; }
    public int Shard { get; init; }
    public long Value { get; init; }
}

/// <summary>What happened in one minute, spread over a few rows so that replicas do not wait for each other.</summary>
internal sealed class MinuteRow
{
    public DateTimeOffset At { get; init; }
    public int Shard { get; init; }
    public long Issued { get; init; }
    public long Delivered { get; init; }

    /// <summary>From issue to confirmation, in milliseconds, of all that were delivered.</summary>
    public long LagSum { get; init; }

    /// <summary>The longest of them.</summary>
    public long LagMax { get; init; }
}

/// <summary>What an operator has ordered for all replicas: one row.</summary>
internal sealed class ControlRow
{
    public int Id { get; init; }
    public bool Isolated { get; init; }
    public string? Reason { get; init; }
    public required string ChangedBy { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
}
