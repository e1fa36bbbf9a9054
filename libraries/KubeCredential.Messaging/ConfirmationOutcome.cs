namespace KubeCredential.Messaging;

/// <summary>A consumer's possible outcomes for an event.</summary>
public static class ConfirmationOutcome
{
    /// <summary>Its store now holds this version.</summary>
    public const string Applied = "applied";

    /// <summary>Its store already held this version or a later one.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>The event was given up and is now a dead letter.</summary>
    public const string Dead = "dead";

    /// <summary>An operator has discarded the dead letter.</summary>
    public const string Discarded = "discarded";
}
