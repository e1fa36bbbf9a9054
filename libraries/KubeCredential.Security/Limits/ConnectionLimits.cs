using System.ComponentModel.DataAnnotations;

namespace KubeCredential.Security.Limits;

/// <summary>
/// What one connection, request or stream may take of a process, so that slow, huge or many ones cannot keep it from everybody else.
/// Configuration section <c>Limits:Connections</c>.
/// </summary>
public sealed class ConnectionLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = RateLimitsOptions.Section + ":Connections";

    /// <summary>The largest request body that a service reads, in bytes. A larger one is answered with 413.</summary>
    public const int MaxRequestBodyBytes = 64 * 1024;

    /// <summary>The most connections at a time. Further ones are closed at once.</summary>
    [Range(10, 1_000_000)]
    public long Most { get; set; } = 4096;

    /// <summary>The longest request line, in bytes. A longer one is answered with 414.</summary>
    [Range(1024, 1_048_576)]
    public int MostRequestLineBytes { get; set; } = 8 * 1024;

    /// <summary>The most bytes of all headers of a request together. More are answered with 431.</summary>
    [Range(1024, 1_048_576)]
    public int MostHeaderBytes { get; set; } = 16 * 1024;

    /// <summary>The most headers of a request. More are answered with 431.</summary>
    [Range(10, 1000)]
    public int MostHeaders { get; set; } = 64;

    /// <summary>How long all headers of a request may take to arrive. After that it is answered with 408.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection without requests is kept open.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How fast, in bytes a second, a body must arrive and an answer must be read. Slower clients are cut off; a body is answered with 408.</summary>
    [Range(1, 1_000_000)]
    public double FewestBytesPerSecond { get; set; } = 2048;

    /// <summary>How long a client may be slower than that.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:10:00")]
    public TimeSpan SlowGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request may take. After that it is given up and answered with 503.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most event streams at a time. Further ones are answered with 503.</summary>
    [Range(1, 100_000)]
    public int MostStreams { get; set; } = 500;

    /// <summary>The most event streams of one client. Further ones are answered with 429.</summary>
    [Range(1, 100_000)]
    public int MostStreamsPerClient { get; set; } = 50;
}
