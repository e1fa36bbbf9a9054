using KubeCredential.Events;

namespace KubeCredential.Messaging;

/// <summary>An event to be published.</summary>
/// <param name="EventId">The event's ID.</param>
/// <param name="Json">The event as <see cref="CredentialEvent.ToJson"/> writes it.</param>
/// <param name="TraceParent">The W3C trace context of the span that sends it.</param>
/// <param name="TraceState">Its vendor part, or null.</param>
/// <param name="Signature">The issuer's signature, or null.</param>
public readonly record struct OutgoingEvent(Guid EventId, string Json, string? TraceParent, string? TraceState, EventSignature? Signature = null);
