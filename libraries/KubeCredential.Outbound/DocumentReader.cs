using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace KubeCredential.Outbound;

/// <summary>Reads a document over HTTP, following redirects itself: each leads to an address that is checked like the first.</summary>
internal sealed class DocumentReader : IDisposable
{
    private const int BufferBytes = 16 * 1024;
    private const int MaxHeaderKilobytes = 16;
    private static readonly TimeSpan ConnectionsLive = TimeSpan.FromMinutes(1);

    /// <summary>Every document is kept this long, so that nobody can make this process ask a server for each request that it gets.</summary>
    private static readonly TimeSpan LeastFresh = TimeSpan.FromSeconds(1);

    private readonly OutboundOptions _options;
    private readonly AddressRules _rules;
    private readonly TimeProvider _time;
    private readonly UnheardMeters _meters = new();
    private readonly HttpClient _http;

    public DocumentReader(OutboundOptions options, AddressRules rules, TimeProvider time)
    {
        (_options, _rules, _time) = (options, rules, time);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = (context, cancellationToken) => rules.ConnectAsync(context.DnsEndPoint, cancellationToken),
                AllowAutoRedirect = false,
                UseProxy = false, // A proxy would connect in our place, to whatever it likes.
                UseCookies = false,
                Credentials = null,
                PreAuthenticate = false,
                AutomaticDecompression = DecompressionMethods.All, // The limit counts what comes out of it.
                ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(), // Our traces are none of others' business.
                MeterFactory = _meters,
                MaxConnectionsPerServer = options.MostAtOncePerHost,
                MaxResponseHeadersLength = MaxHeaderKilobytes,
                MaxResponseDrainSize = 0,
                PooledConnectionLifetime = ConnectionsLive,
                PooledConnectionIdleTimeout = ConnectionsLive,
            },
            disposeHandler: true)
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan, // The caller's token has the limit, for all redirects together.
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("KubeCredential", null));
    }

    /// <summary>Reads a document.</summary>
    /// <exception cref="FetchException">It cannot be fetched.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task<FetchedDocument> ReadAsync(Uri address, DocumentKind kind, CancellationToken cancellationToken)
    {
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                foreach (var type in kind.MediaTypes) request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
                using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308)) return await ReadAsync(answer, kind, cancellationToken);
                if (redirects >= _options.MostRedirects) throw new FetchException(FetchFailure.Redirects, "Its server redirects too often.");
                if (answer.Headers.Location is not { } location) throw new FetchException(FetchFailure.Redirects, "Its server redirects without an address.");
                address = new Uri(address, location);
                _rules.Check(address);
            }
        }
        catch (HttpRequestException error)
        {
            // What the connection was refused for is within.
            throw error.InnerException as FetchException ?? new FetchException(FetchFailure.Unreachable, "Its server cannot be reached, or broke off.", error);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or InvalidOperationException or UriFormatException) // InvalidOperationException: Brotli that is none.
        {
            throw new FetchException(FetchFailure.Unreachable, "Its server broke off, or answered with something that cannot be read.", error);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _meters.Dispose();
    }

    private async Task<FetchedDocument> ReadAsync(HttpResponseMessage answer, DocumentKind kind, CancellationToken cancellationToken)
    {
        if (answer.StatusCode != HttpStatusCode.OK) throw new FetchException(FetchFailure.BadAnswer, $"Its server answered with {(int)answer.StatusCode}.");
        var type = answer.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "";
        if (!kind.MediaTypes.Contains(type)) throw new FetchException(FetchFailure.WrongType, "Its server answered with a document of another type.");
        if (answer.Content.Headers.ContentEncoding.Count > 0) throw new FetchException(FetchFailure.WrongType, "Its server answered in an unknown encoding."); // Known ones have been removed.
        var most = kind.MaxBytes ?? _options.MaxBytes;
        if (answer.Content.Headers.ContentLength > most) throw TooLarge(most);

        using var bytes = new MemoryStream();
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferBytes];
        while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (bytes.Length + read > most) throw TooLarge(most);
            bytes.Write(buffer, 0, read);
        }

        var now = _time.GetUtcNow();
        return new FetchedDocument(bytes.ToArray(), type, now, now + FreshFor(answer));
    }

    /// <summary>How long the answer may be kept (RFC 9111, sections 4.2.1 and 5.2.2), up to the limit.</summary>
    private TimeSpan FreshFor(HttpResponseMessage answer)
    {
        var said = answer.Headers.CacheControl;
        if (said is { NoStore: true } or { NoCache: true }) return LeastFresh;
        var fresh = said?.MaxAge is { } most ? most - (answer.Headers.Age ?? TimeSpan.Zero) : _options.CacheFor;
        return TimeSpan.FromTicks(Math.Clamp(fresh.Ticks, LeastFresh.Ticks, Math.Max(LeastFresh.Ticks, _options.MostCacheFor.Ticks)));
    }

    private static FetchException TooLarge(int most) => new(FetchFailure.TooLarge, $"It has more than {most} bytes.");
}
