namespace KubeCredential.Messaging;

/// <summary>What can become of an event at a consumer.</summary>
public static class ConfirmationOutcome
{
    /// <summary>Its store now holds this version.</summary>
    public const string Applied = "applied";

    /// <summary>Its store held this version, or a later one, already.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>The event was given up and lies among the dead letters.</summary>
    public const string Dead = "dead";

    /// <summary>An operator has taken the dead letter away for good.</summary>
    public const string Discarded = "discarded";
}
