using System.Reflection;

namespace KubeCredential.AppHost.Setup;

/// <summary>
/// The application cannot start for a reason its user can act on: a setting, a missing program, a port in use. The message says what is
/// wrong and what to do about it.
/// </summary>
/// <param name="message">What is wrong and how to put it right; may have several lines.</param>
public sealed class SetupException(string message) : Exception(message)
{
    /// <summary>
    /// Whether the AppHost is the program being run, so that the message is all its user should see. A test that hosts it needs the
    /// exception instead.
    /// </summary>
    internal static bool EndsThisProcess => Assembly.GetEntryAssembly() == typeof(SetupException).Assembly;

    /// <summary>The setup exception in this exception, which wraps it when it was thrown while the application started.</summary>
    internal static SetupException? In(Exception error) => error.GetBaseException() as SetupException;
}
