namespace KubeCredential.TestServers;

/// <summary>How a <see cref="PostgresServer"/> runs.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>
    /// Whether commits reach the disk, as in production. Default: true. False is faster, and still keeps every commit when the
    /// server is killed; only a crash of the machine would lose some.
    /// </summary>
    public bool Fsync { get; init; } = true;

    /// <summary>The most connections at once. Default: 100, as PostgreSQL itself.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>Further settings by name, e.g. <c>["deadlock_timeout"] = "100ms"</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a start may take, recovery included, until a query is answered. Default: 60 s.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);
}
