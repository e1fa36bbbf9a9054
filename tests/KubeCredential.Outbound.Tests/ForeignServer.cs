using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Outbound.Tests;

/// <summary>Somebody else's server on this machine, which answers as a test wants and counts who asks.</summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;
    private int _connections;

    private ForeignServer(WebApplication app) => _app = app;

    /// <summary>The requests that it has got.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The connections that it has accepted.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The headers of the last request.</summary>
    public IReadOnlyDictionary<string, string> LastHeaders { get; private set; } = new Dictionary<string, string>();

    public int Port => new Uri(_app.Urls.First()).Port;

    public Uri At(string path, string host = "foreign.example") => new($"http://{host}:{Port}{path}");

    public static async Task<ForeignServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        ForeignServer? server = null;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(next => connection =>
        {
            Interlocked.Increment(ref server!._connections);
            return next(connection);
        })));
        var app = builder.Build();
        server = new ForeignServer(app);
        app.Run(context =>
        {
            Interlocked.Increment(ref server._requests);
            server.LastHeaders = context.Request.Headers.ToDictionary(static one => one.Key, static one => one.Value.ToString());
            return answer(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>A server that answers with a JSON text.</summary>
    public static Task<ForeignServer> OfJsonAsync(string json, string? cacheControl = null, string type = "application/json") => StartAsync(context =>
    {
        context.Response.ContentType = type;
        if (cacheControl is not null) context.Response.Headers.CacheControl = cacheControl;
        return context.Response.WriteAsync(json);
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
