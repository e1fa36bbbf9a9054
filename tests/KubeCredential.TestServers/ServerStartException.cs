namespace KubeCredential.TestServers;

/// <summary>A server did not start: it ended, or was not ready in time. The message ends in what it printed.</summary>
public sealed class ServerStartException : Exception
{
    internal ServerStartException(string message, ChildProcess process, Exception? innerException = null)
        : base($"{message}\n{string.Join('\n', process.Output.TakeLast(40))}", innerException)
    {
        // What Redis, PostgreSQL and Kestrel print when they lose the race for a port.
        PortWasTaken = process.Output.Any(line =>
            line.Contains("already in use", StringComparison.OrdinalIgnoreCase)
            || line.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal));
    }

    /// <summary>Whether the reason was that somebody else listens on its port.</summary>
    public bool PortWasTaken { get; }
}
