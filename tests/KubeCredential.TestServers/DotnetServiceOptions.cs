namespace KubeCredential.TestServers;

/// <summary>Which service a <see cref="DotnetService"/> runs, and how.</summary>
public sealed record DotnetServiceOptions
{
    /// <summary>
    /// The folder of the project below the repository's root, e.g. <c>Issuance.Api</c>; its last part is the name of the dll. The
    /// project must have been built in the configuration of the tests.
    /// </summary>
    public required string Project { get; init; }

    /// <summary>Environment variables, e.g. <c>["ConnectionStrings__redis"]</c>. A null value removes an inherited one, or one of <see cref="TestKeys.Environment"/>. Rate limits are off unless <c>Limits__Enabled</c> is set here.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Further command line arguments. Default: none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// The port of 127.0.0.1. Null (the default) takes a free one, and another if it is lost to somebody else; then the service must
    /// print ASP.NET Core's "Now listening on" line, by which it is told apart from a stranger on its port.
    /// </summary>
    public int? Port { get; init; }

    /// <summary>The path that answers 200 when the service is ready. Default: <c>/health</c>.</summary>
    public string ReadyPath { get; init; } = "/health";

    /// <summary>How long a start may take until it is ready. Default: 60 s.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the service may take to end when it is asked to. Default: 40 s, above the host's own 30 s.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(40);
}
