namespace KubeCredential.Messaging;

/// <summary>What the verifier tells the issuer about one event.</summary>
/// <param name="EventId">The event.</param>
/// <param name="CredentialId">Its credential.</param>
/// <param name="Version">The credential's version that the event carried.</param>
/// <param name="Outcome">One of <see cref="ConfirmationOutcome"/>.</param>
/// <param name="Worker">The process that handled it.</param>
/// <param name="Time">When it was handled.</param>
/// <param name="Reason">Why it was given up, or empty.</param>
public sealed record Confirmation(Guid EventId, Guid CredentialId, int Version, string Outcome, string Worker, DateTimeOffset Time, string Reason = "")
{
    /// <summary>Whether this ends delivery: the read model holds what the event carried, or later.</summary>
    public bool IsDelivered => Outcome is ConfirmationOutcome.Applied or ConfirmationOutcome.Duplicate;
}
