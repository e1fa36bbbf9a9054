namespace KubeCredential.Events;

/// <summary>An event cannot be read or written: the message itself is at fault, and trying again will not help.</summary>
/// <param name="message">What is wrong, without any of the event's content.</param>
/// <param name="inner">The cause, if there is one.</param>
public sealed class EventFormatException(string message, Exception? inner = null) : Exception(message, inner);
