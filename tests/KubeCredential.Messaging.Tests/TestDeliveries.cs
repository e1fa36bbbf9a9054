using KubeCredential.Events;

namespace KubeCredential.Messaging.Tests;

/// <summary>Deliveries for tests.</summary>
internal static class TestDeliveries
{
    public static OutgoingEvent Outgoing(this CredentialEvent happened, string? traceParent = null, string? traceState = null) =>
        new(happened.EventId, happened.ToJson(), traceParent, traceState, happened.Signed().Signature);

    public static Confirmation Confirmed(this CredentialEvent happened, string outcome = ConfirmationOutcome.Applied, string reason = "", string group = MessagingKeys.VerificationGroup) =>
        new(happened.EventId, happened.CredentialId, happened.Version, outcome, "test-1", TestEvents.Time, reason) { Group = group };

    public static FailedDelivery Failed(this CredentialEvent happened, int attempts = 1, string reason = "refused") =>
        new(happened.ToJson(), reason, attempts, TestEvents.Time, TestEvents.Time.AddSeconds(attempts), "1-1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1");
}
