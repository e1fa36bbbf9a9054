namespace KubeCredential.TestServers;

/// <summary>The signals that tests send; the numbers differ between systems, so they are looked up when sent.</summary>
public enum UnixSignal
{
    /// <summary>SIGINT: for PostgreSQL, the fast shutdown.</summary>
    Interrupt,

    /// <summary>SIGQUIT: for PostgreSQL, the immediate shutdown.</summary>
    Quit,

    /// <summary>SIGTERM: please end.</summary>
    Terminate,

    /// <summary>SIGKILL: the process ends here, whatever it was doing.</summary>
    Kill,

    /// <summary>SIGSTOP: hangs the process; its sockets stay open and the kernel still accepts for it.</summary>
    Stop,

    /// <summary>SIGCONT: ends the hang.</summary>
    Continue,
}
