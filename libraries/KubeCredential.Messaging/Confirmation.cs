namespace KubeCredential.Messaging;

/// <summary>What a consumer group tells the issuer about one event.</summary>
/// <param name="EventId">The event.</param>
/// <param name="CredentialId">Its credential.</param>
/// <param name="Version">The credential's version that the event carried.</param>
/// <param name="Outcome">One of <see cref="ConfirmationOutcome"/>.</param>
/// <param name="Worker">The process that handled it.</param>
/// <param name="Time">When it was handled.</param>
/// <param name="Reason">Why it was given up, or empty.</param>
public sealed record Confirmation(Guid EventId, Guid CredentialId, int Version, string Outcome, string Worker, DateTimeOffset Time, string Reason = "")
{
    /// <summary>The group that says it, where the confirmation was read from the way back.</summary>
    public string Group { get; init; } = "";

    /// <summary>Whether this ends delivery to the group: its store holds what the event carried, or later.</summary>
    public bool IsDelivered => Outcome is ConfirmationOutcome.Applied or ConfirmationOutcome.Duplicate;
}
