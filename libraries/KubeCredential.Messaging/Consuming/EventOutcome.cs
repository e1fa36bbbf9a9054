namespace KubeCredential.Messaging.Consuming;

/// <summary>A subscriber's result for one event.</summary>
public readonly record struct EventOutcome
{
    private EventOutcome(string name, string? reason, bool isForged = false, bool isComingAgain = false) => (Name, Reason, IsForged, IsComingAgain) = (name, reason, isForged, isComingAgain);

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

    /// <summary>Whether the issuer, if it has said this, says it again: then the dead letter vanishes with that.</summary>
    public bool IsComingAgain { get; }

    /// <summary>
    /// The issuer has not signed the event, or not like this: nothing that it says is believed, its ID included. It becomes a dead letter under the entry's ID, and the issuer is told nothing.
    /// </summary>
    /// <param name="reason">What is wrong, without any of the event's content.</param>
    public static EventOutcome Forged(string reason) => new(ConfirmationOutcome.Dead, reason, isForged: true);

    /// <summary>
    /// The event has a signature that is no longer believed, as anybody may have made it; if the issuer has, the event comes again with another one. It becomes a dead letter until then, and the
    /// issuer is told nothing.
    /// </summary>
    /// <param name="reason">What is wrong, without any of the event's content.</param>
    public static EventOutcome Doubted(string reason) => new(ConfirmationOutcome.Dead, reason, isForged: true, isComingAgain: true);

    /// <summary>The event itself is at fault, and retrying will not help: it becomes a dead letter immediately.</summary>
    /// <param name="reason">What is wrong, without any of the event's content.</param>
    public static EventOutcome Rejected(string reason) => new(ConfirmationOutcome.Dead, reason);
}
