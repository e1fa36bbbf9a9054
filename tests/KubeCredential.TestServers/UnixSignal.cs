namespace KubeCredential.TestServers;

/// <summary>The signals that tests send; the numbers differ between systems, so they are looked up when sent.</summary>
public enum UnixSignal
{
    /// <summary>SIGINT: for PostgreSQL, the fast shutdown.</summary>
    Interrupt,

    /// <summary>SIGQUIT: for PostgreSQL, the immediate shutdown.</summary>
    Quit,

    /// <summary>SIGTERM: a request to end.</summary>
    Terminate,

    /// <summary>SIGKILL: ends the process immediately.</summary>
    Kill,

    /// <summary>SIGSTOP: suspends the process; its sockets stay open and the kernel still accepts connections for it.</summary>
    Stop,

    /// <summary>SIGCONT: resumes the process.</summary>
    Continue,
}
