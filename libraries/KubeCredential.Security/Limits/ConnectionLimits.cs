using System.ComponentModel.DataAnnotations;

namespace KubeCredential.Security.Limits;

/// <summary>
/// How much of a process one connection, request or stream may use, so that slow, large or numerous ones cannot starve the others.
/// Configuration section <c>Limits:Connections</c>.
/// </summary>
public sealed class ConnectionLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = RateLimitsOptions.Section + ":Connections";

    /// <summary>The maximum size of a request body, in bytes. Larger ones are answered with 413.</summary>
    public const int MaxRequestBodyBytes = 64 * 1024;

    /// <summary>The maximum number of open connections. Further ones are closed at once.</summary>
    [Range(10, 1_000_000)]
    public long Most { get; set; } = 4096;

    /// <summary>The maximum length of the request line, in bytes. Longer ones are answered with 414.</summary>
    [Range(1024, 1_048_576)]
    public int MostRequestLineBytes { get; set; } = 8 * 1024;

    /// <summary>The maximum total size of a request's headers, in bytes. More are answered with 431.</summary>
    [Range(1024, 1_048_576)]
    public int MostHeaderBytes { get; set; } = 16 * 1024;

    /// <summary>The maximum number of a request's headers. More are answered with 431.</summary>
    [Range(10, 1000)]
    public int MostHeaders { get; set; } = 64;

    /// <summary>How long a request's headers may take to arrive. After that it is answered with 408.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an idle connection is kept open.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The minimum speed, in bytes per second, at which a body must arrive and a response must be read. Slower clients are disconnected; slow bodies are answered with 408.</summary>
    [Range(1, 1_000_000)]
    public double FewestBytesPerSecond { get; set; } = 2048;

    /// <summary>How long a client may be slower than <c>FewestBytesPerSecond</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan SlowGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request may take. After that it is aborted and answered with 503.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum number of open event streams. Further ones are answered with 503.</summary>
    [Range(1, 100_000)]
    public int MostStreams { get; set; } = 500;

    /// <summary>The maximum number of open event streams per client. Further ones are answered with 429.</summary>
    [Range(1, 100_000)]
    public int MostStreamsPerClient { get; set; } = 50;
}
