namespace KubeCredential.TestServers;

/// <summary>A server did not start: it exited or was not ready in time. The message ends with its output.</summary>
public sealed class ServerStartException : Exception
{
    internal ServerStartException(string message, ChildProcess process, Exception? innerException = null)
        : base($"{message}\n{string.Join('\n', process.Output.TakeLast(40))}", innerException)
    {
        // The messages of Redis, PostgreSQL and Kestrel if the port is taken.
        PortWasTaken = process.Output.Any(line =>
            line.Contains("already in use", StringComparison.OrdinalIgnoreCase)
            || line.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal));
    }

    /// <summary>Whether another process is listening on its port.</summary>
    public bool PortWasTaken { get; }
}
