using System.Reflection;
using KubeCredential.Publishing;

namespace KubeCredential.AppHost.Setup;

/// <summary>
/// The application cannot start for a reason that the user can act on: a setting, a missing program, a port in use. The message says what
/// is wrong and how to fix it.
/// </summary>
/// <param name="message">What is wrong and how to fix it; may have several lines.</param>
public sealed class SetupException(string message) : Exception(message)
{
    /// <summary>
    /// Whether the AppHost is the running program, so that the user sees the message alone. A test that hosts the AppHost needs the
    /// exception instead.
    /// </summary>
    internal static bool EndsThisProcess => Assembly.GetEntryAssembly() == typeof(SetupException).Assembly;

    /// <summary>What the user can act on in this exception, which wraps it if it was thrown while the application started; null if that is nothing.</summary>
    internal static string? MessageIn(Exception error) => error.GetBaseException() is (SetupException or PublishingException) and { Message: var message } ? message : null;
}
