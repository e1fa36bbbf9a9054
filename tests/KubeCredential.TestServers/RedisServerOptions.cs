namespace KubeCredential.TestServers;

/// <summary>Options of a <see cref="RedisServer"/>.</summary>
public sealed record RedisServerOptions
{
    /// <summary>How it persists its data. Default: an append-only file, synced to disk once a second, as in production.</summary>
    public AppendOnly AppendOnly { get; init; } = AppendOnly.EverySecond;

    /// <summary>Additional arguments of the server, e.g. <c>["--maxmemory", "64mb"]</c>. Default: none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Additional consumer groups for tests, each with a user that has a group's rights. Default: none besides the application's.</summary>
    public IReadOnlyList<string> MoreGroups { get; init; } = [];

    /// <summary>How long a start may take until PING is answered. Default: 30 s.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(30);
}
