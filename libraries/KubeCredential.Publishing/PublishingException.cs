namespace KubeCredential.Publishing;

/// <summary>
/// The application cannot be published, or a web app cannot be run, for a reason that the user can act on: a setting, a secret, a missing
/// program, a resource that is not described. The message says what is wrong and how to fix it.
/// </summary>
/// <param name="message">What is wrong and how to fix it; may have several lines.</param>
public sealed class PublishingException(string message) : DistributedApplicationException(message);
