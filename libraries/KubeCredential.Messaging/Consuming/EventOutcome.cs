namespace KubeCredential.Messaging.Consuming;

/// <summary>A subscriber's result for one event.</summary>
public readonly record struct EventOutcome
{
    private EventOutcome(string name, string? reason, bool isForged = false) => (Name, Reason, IsForged) = (name, reason, isForged);

    /// <summary>The event has changed the subscriber's store, and the change is committed.</summary>
    public static EventOutcome Applied { get; } = new(ConfirmationOutcome.Applied, null);

    /// <summary>The store already held this version or a later one.</summary>
    public static EventOutcome Duplicate { get; } = new(ConfirmationOutcome.Duplicate, null);

    /// <summary>One of <see cref="ConfirmationOutcome"/>.</summary>
    public string Name { get; }

    /// <summary>Why the event was rejected; otherwise null.</summary>
    public string? Reason { get; }

    /// <summary>Whether the issuer has not signed it.</summary>
    public bool IsForged { get; }

    /// <summary>
    /// The issuer has not signed the event, or not like this: nothing that it says is believed, its ID included. It becomes a dead letter under the entry's ID, and the issuer is told nothing.
    /// </summary>
    /// <param name="reason">What is wrong, without any of the event's content.</param>
    public static EventOutcome Forged(string reason) => new(ConfirmationOutcome.Dead, reason, isForged: true);

    /// <summary>The event itself is at fault, and retrying will not help: it becomes a dead letter immediately.</summary>
    /// <param name="reason">What is wrong, without any of the event's content.</param>
    public static EventOutcome Rejected(string reason) => new(ConfirmationOutcome.Dead, reason);
}
