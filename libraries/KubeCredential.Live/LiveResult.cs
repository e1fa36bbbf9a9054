using System.Buffers;
using System.Text;
using System.Text.Json;
using KubeCredential.Hosting;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KubeCredential.Live;

/// <summary>A stream of server-sent events (HTML Living Standard, section 9.2) that ends when the client disconnects or the service stops.</summary>
/// <param name="hub">The source of the events.</param>
/// <param name="ids">The credentials to follow.</param>
/// <param name="organisation">The organisation that the client is limited to, or null.</param>
/// <param name="isStillAllowed">Whether the client may still follow, checked every few seconds; null if everyone may.</param>
public sealed class LiveResult(LiveHub hub, IReadOnlyCollection<Guid> ids, string? organisation = null, Func<CancellationToken, Task<bool>>? isStillAllowed = null) : IResult
{
    private const string RetryAfterSeconds = "5";
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AskInterval = TimeSpan.FromSeconds(5);

    /// <summary>Reads the comma-separated UUIDs in <c>ids</c>; faults are added to <paramref name="errors"/>.</summary>
    public static Guid[] ReadIds(string? text, int fewest, int most, IDictionary<string, string[]> errors)
    {
        var ids = new HashSet<Guid>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Guid.TryParseExact(part, "D", out var id) && ids.Count <= most) ids.Add(id);
            else errors["ids"] = [$"This must be {fewest} to {most} UUIDs separated by commas."];
        }

        if (ids.Count < fewest || ids.Count > most) errors["ids"] = [$"This must be {fewest} to {most} UUIDs separated by commas."];
        return [.. ids];
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            // The body of a stream would never end.
            WriteHeaders(httpContext.Response);
            return;
        }

        var services = httpContext.RequestServices;
        var limits = services.GetRequiredService<IOptions<ConnectionLimits>>().Value;
        var subscription = new LiveSubscription(ids, organisation, Caller.ClientOf(httpContext));
        if (hub.Subscribe(subscription, limits) is var admission && admission != LiveAdmission.Added)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
            var (status, detail) = admission == LiveAdmission.TooManyOfClient
                ? (StatusCodes.Status429TooManyRequests, $"A client may have {limits.MostStreamsPerClient:N0} streams at a time. Close one, or try again in a few seconds.")
                : (StatusCodes.Status503ServiceUnavailable, "This process has too many open streams. Try again in a few seconds.");
            await TypedResults.Problem(detail, statusCode: status).ExecuteAsync(httpContext);
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            var time = services.GetRequiredService<TimeProvider>();
            var json = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            WriteHeaders(httpContext.Response);
            httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await WriteAsync(httpContext.Response, new LiveEvent("hello", new HelloEvent(WorkerIdentity.Id, time.GetUtcNow())), json, ended.Token);
            await WriteAllAsync(httpContext.Response, subscription, json, time, isStillAllowed, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client has disconnected, or the service is stopping; the client then reconnects to another replica.
        }
        finally
        {
            hub.Unsubscribe(subscription);
        }
    }

    private static void WriteHeaders(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private static async Task WriteAllAsync(HttpResponse response, LiveSubscription subscription, JsonSerializerOptions json, TimeProvider time, Func<CancellationToken, Task<bool>>? isStillAllowed, CancellationToken cancellationToken)
    {
        var (asked, alive) = (time.GetTimestamp(), time.GetTimestamp());
        var more = subscription.Events.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var isIdle = await Task.WhenAny(more, Task.Delay(AskInterval, time, pause.Token)) != more;
            cancellationToken.ThrowIfCancellationRequested(); // Cancellation can end both waits, the pause first; without this check the loop would spin.
            if (isStillAllowed is not null && time.GetElapsedTime(asked) >= AskInterval)
            {
                asked = time.GetTimestamp();
                if (!await isStillAllowed(cancellationToken)) return;
            }

            if (isIdle)
            {
                if (time.GetElapsedTime(alive) < KeepAliveInterval) continue;
                alive = time.GetTimestamp();
                response.BodyWriter.Write(": keep-alive\n\n"u8);
                await response.BodyWriter.FlushAsync(cancellationToken);
                continue;
            }

            await pause.CancelAsync();
            if (!await more) return;
            while (subscription.Events.TryRead(out var happened)) await WriteAsync(response, happened, json, cancellationToken);
            more = subscription.Events.WaitToReadAsync(cancellationToken).AsTask();
        }
    }

    private static async Task WriteAsync(HttpResponse response, LiveEvent happened, JsonSerializerOptions json, CancellationToken cancellationToken)
    {
        var body = response.BodyWriter;
        body.Write(Encoding.UTF8.GetBytes($"event: {happened.Name}\ndata: "));
        body.Write(JsonSerializer.SerializeToUtf8Bytes(happened.Data, happened.Data.GetType(), json)); // JSON without indentation has no line breaks.
        body.Write("\n\n"u8);
        await body.FlushAsync(cancellationToken);
    }
}
