namespace KubeCredential.TestServers;

/// <summary>Options of a <see cref="PostgresServer"/>.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>
    /// Whether commits are synced to disk, as in production. Default: true. False is faster, and commits still survive if the
    /// server is killed; only a crash of the machine could lose some.
    /// </summary>
    public bool Fsync { get; init; } = true;

    /// <summary>The maximum number of connections. Default: 100, as in PostgreSQL.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>Further settings by name, e.g. <c>["deadlock_timeout"] = "100ms"</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a start may take, recovery included, until a query is answered. Default: 60 s.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);
}
