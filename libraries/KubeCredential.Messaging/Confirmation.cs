using KubeCredential.Events;
using KubeCredential.Hosting;

namespace KubeCredential.Messaging;

/// <summary>A consumer group's report to the issuer about one event.</summary>
/// <param name="EventId">The event.</param>
/// <param name="CredentialId">The event's credential.</param>
/// <param name="Version">The credential's version that the event carried.</param>
/// <param name="Outcome">One of <see cref="ConfirmationOutcome"/>.</param>
/// <param name="Worker">The process that handled it.</param>
/// <param name="Time">When it was handled.</param>
/// <param name="Reason">Why it was given up, or empty.</param>
public sealed record Confirmation(Guid EventId, Guid CredentialId, int Version, string Outcome, string Worker, DateTimeOffset Time, string Reason = "")
{
    /// <summary>The group that reported it, if the confirmation was read from the confirmation stream.</summary>
    public string Group { get; init; } = "";

    /// <summary>The key with which the event that was handled is signed; empty if it was not signed, or if that was not said.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>This process's report about an event.</summary>
    public static Confirmation Of(CredentialEvent happened, string outcome, DateTimeOffset time, string reason = "")
    {
        ArgumentNullException.ThrowIfNull(happened);
        return new(happened.EventId, happened.CredentialId, happened.Version, outcome, WorkerIdentity.Id, time, reason) { KeyId = happened.Signature?.KeyId ?? "" };
    }

    /// <summary>Whether this ends delivery to the group: its store holds the event's version or a later one.</summary>
    public bool IsDelivered => Outcome is ConfirmationOutcome.Applied or ConfirmationOutcome.Duplicate;
}
