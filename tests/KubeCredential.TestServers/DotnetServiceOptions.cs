namespace KubeCredential.TestServers;

/// <summary>Which service a <see cref="DotnetService"/> runs, and how.</summary>
public sealed record DotnetServiceOptions
{
    /// <summary>
    /// The project's folder, absolute or relative to the repository's root, e.g. <c>Issuance.Api</c>; its last part is the name of the DLL. The
    /// project must have been built in the tests' configuration.
    /// </summary>
    public required string Project { get; init; }

    /// <summary>Environment variables, e.g. <c>["ConnectionStrings__redis"]</c>. A null value removes an inherited one, or one of <see cref="TestKeys.Environment"/>. Rate limits are off unless <c>Limits__Enabled</c> is set here.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Further command line arguments. Default: none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// The port on 127.0.0.1. Null (the default) takes a free one, and another if a different process takes it first; the service must then
    /// print ASP.NET Core's "Now listening on" line, which distinguishes it from another process on its port.
    /// </summary>
    public int? Port { get; init; }

    /// <summary>The path that answers 200 when the service is ready. Default: <c>/health</c>.</summary>
    public string ReadyPath { get; init; } = "/health";

    /// <summary>How long the service may take to become ready. Default: 60 s.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the service may take to end when it is asked to. Default: 40 s, longer than the host's own 30 s.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(40);
}
