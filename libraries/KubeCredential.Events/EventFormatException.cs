namespace KubeCredential.Events;

/// <summary>An event cannot be read or written because it is malformed; retrying does not help.</summary>
/// <param name="message">What is wrong, without quoting the event's content.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class EventFormatException(string message, Exception? inner = null) : Exception(message, inner);
