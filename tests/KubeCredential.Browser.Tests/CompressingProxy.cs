using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Browser.Tests;

/// <summary>Stands before a web app as its image's nginx does, as far as speed is concerned: what is compressible goes compressed. For pages that send nothing.</summary>
internal sealed class CompressingProxy : IAsyncDisposable
{
    private static readonly string[] s_compressible = ["text/", "application/javascript", "application/json", "image/svg+xml"];
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();

    private CompressingProxy(WebApplication app) => _app = app;

    /// <summary>Its address.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>Starts one.</summary>
    /// <param name="app">The address of the web app.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<CompressingProxy> StartAsync(Uri app, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var proxy = new CompressingProxy(builder.Build());
        proxy._app.Run(context => proxy.ForwardAsync(context, app));
        await proxy._app.StartAsync(cancellationToken);
        return proxy;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task ForwardAsync(HttpContext context, Uri app)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(app, context.Request.Path + context.Request.QueryString.Value));
        if (context.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        var type = answer.Content.Headers.ContentType?.ToString() ?? "";
        context.Response.ContentType = type;
        if (!s_compressible.Any(one => type.StartsWith(one, StringComparison.Ordinal)) || type.StartsWith("text/event-stream", StringComparison.Ordinal))
        {
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
            return;
        }

        context.Response.Headers.ContentEncoding = "gzip";
        await using var compressed = new GZipStream(context.Response.Body, CompressionLevel.Optimal);
        await answer.Content.CopyToAsync(compressed, context.RequestAborted);
    }
}
