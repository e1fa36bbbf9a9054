using System.Buffers;
using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using KubeCredential.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KubeCredential.ServiceDefaults.Requests;

/// <summary>
/// What holds for the requests of every endpoint, without a word of its own: a query parameter that the handler does not take, or that is
/// there twice, and a member of the body that its type has not are refused by name, so that a slip is an error and never a wider order
/// than was meant. What a handler takes is read from its parameters.
/// </summary>
public static class RequestRules
{
    private const int MostNameCharacters = 60;

    private static readonly ConditionalWeakTable<Endpoint, Rule> s_rules = [];

    /// <summary>Lets an endpoint take any query, as tools add their own: health, metrics, the description of the service.</summary>
    public static TBuilder TakesAnyQuery<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(LooseMetadata.AnyQuery);

    /// <summary>Whether an endpoint with this metadata refuses query parameters that it does not know.</summary>
    internal static bool RefusesUnknownQuery(IEnumerable<object> metadata) => !metadata.Contains(LooseMetadata.AnyQuery);

    /// <summary>Says that the handler reads the body itself, with <see cref="RequestJson"/>.</summary>
    public static TBuilder ReadsItsBody<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(LooseMetadata.OwnBody);

    /// <summary>
    /// Answers HEAD wherever GET is answered (RFC 9110, section 9.3.2): routing takes it for a GET, and the server leaves out the content.
    /// It belongs before everything else, since routing is added here.
    /// </summary>
    internal static void UseRoutingWithHead(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            if (!HttpMethods.IsHead(context.Request.Method)) return next(context);
            context.Request.Method = HttpMethods.Get;
            context.Items[LooseMetadata.AnyQuery] = LooseMetadata.AnyQuery;
            return next(context);
        });
        app.UseRouting();
        app.Use(static (context, next) =>
        {
            if (context.Items.Remove(LooseMetadata.AnyQuery)) context.Request.Method = HttpMethods.Head;
            // Routing's own answer to another method (405): what it says is allowed is what it was told.
            if (context.GetEndpoint() is not (null or RouteEndpoint)) context.Response.OnStarting(AllowHeadAsync, context.Response);
            return next(context);
        });
    }

    private static Task AllowHeadAsync(object state)
    {
        var allow = ((HttpResponse)state).Headers.Allow.ToString();
        if (allow.Contains(HttpMethods.Get, StringComparison.Ordinal)) ((HttpResponse)state).Headers.Allow = $"{allow}, {HttpMethods.Head}";
        return Task.CompletedTask;
    }

    /// <summary>Checks requests. It belongs after signing in: who may not call is told so, and nothing else.</summary>
    internal static void UseRequestRules(this WebApplication app)
    {
        var json = app.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        app.Use((context, next) => context.GetEndpoint() is RouteEndpoint endpoint ? CheckAsync(context, s_rules.GetValue(endpoint, Rule.Of), json, next) : next(context));
    }

    private static Task CheckAsync(HttpContext context, Rule rule, JsonSerializerOptions json, RequestDelegate next)
    {
        var request = context.Request;
        if (rule.Query is { } known && request.QueryString.HasValue && FaultsOf(request.Query, known) is { Count: > 0 } faults) return TypedResults.ValidationProblem(faults).ExecuteAsync(context);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true) return next(context);
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding && !encoding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            // What would be taken: nothing but the content itself (RFC 9110, section 12.5.3).
            context.Response.Headers.AcceptEncoding = "identity";
            return TypedResults.Problem("Content-Encoding: send the body as it is, without a content encoding.", statusCode: StatusCodes.Status415UnsupportedMediaType).ExecuteAsync(context);
        }

        return rule.Body == BodyKind.Own || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || (rule.Body == BodyKind.Typed && !request.HasJsonContentType())
            ? next(context)
            : CheckBodyAsync(context, rule, json, next);
    }

    private static async Task CheckBodyAsync(HttpContext context, Rule rule, JsonSerializerOptions json, RequestDelegate next)
    {
        var body = RequestJson.WithoutByteOrderMark(await context.Request.ReadBodyAsync(context.RequestAborted));
        var errors = new Dictionary<string, string[]>();
        if ((body.Length > 0 || rule.Type is not null) && RequestJson.Parse(body, errors) is { } document)
        {
            using (document)
            {
                if (rule.Type is { } type) RequestShape.Check(document.RootElement, json.GetTypeInfo(type), "", errors);
                else if (document.RootElement.ValueKind == JsonValueKind.Object) RefuseAll(document.RootElement, errors);
                else errors[RequestJson.BodyField] = ["Send no body, or an empty JSON object."];
            }
        }

        if (errors.Count > 0)
        {
            await TypedResults.ValidationProblem(errors).ExecuteAsync(context);
            return;
        }

        context.Request.Body = new MemoryStream(body.ToArray(), writable: false);
        context.Request.ContentLength = body.Length;
        await next(context);
    }

    /// <summary>Reads the whole body, which the server limits.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (!read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var body = read.Buffer.ToArray();
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return body;
        }
    }

    private static void RefuseAll(JsonElement body, Dictionary<string, string[]> errors)
    {
        foreach (var member in body.EnumerateObject().Take(RequestJson.MostTold)) errors[RequestJson.PathOf("", member.Name)] = ["This member is not known: nothing is taken here."];
    }

    private static Dictionary<string, string[]> FaultsOf(IQueryCollection query, FrozenSet<string> known)
    {
        var faults = new Dictionary<string, string[]>();
        foreach (var (name, values) in query)
        {
            if (faults.Count >= RequestJson.MostTold) break;
            if (known.Contains(name))
            {
                if (values.Count > 1) faults[name] = ["This is there more than once."];
                continue;
            }

            var shown = UnicodeText.Length(name) <= MostNameCharacters ? name : UnicodeText.Shorten(name, MostNameCharacters) + "…";
            var meant = known.FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase));
            faults[shown] = [meant is not null ? $"This parameter is not known; write it as {meant}."
                : known.Count == 0 ? "This parameter is not known: none is taken here."
                : $"This parameter is not known; the known ones are {string.Join(", ", known.Order(StringComparer.Ordinal))}."];
        }

        return faults;
    }

    private enum BodyKind
    {
        None,
        Typed,
        Own,
    }

    /// <summary>What is taken at an endpoint: which query parameters (null: any), and what body.</summary>
    private sealed record Rule(FrozenSet<string>? Query, BodyKind Body, Type? Type)
    {
        public static Rule Of(Endpoint endpoint)
        {
            var loose = endpoint.Metadata.GetOrderedMetadata<LooseMetadata>();
            // Without a method it is none of our handlers, but one of a library.
            var handler = endpoint.Metadata.GetMetadata<MethodInfo>();
            var query = handler is null || loose.Contains(LooseMetadata.AnyQuery) ? null : QueryOf(handler).ToFrozenSet(StringComparer.Ordinal);
            var type = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
            var kind = handler is null || loose.Contains(LooseMetadata.OwnBody) ? BodyKind.Own : type is null ? BodyKind.None : BodyKind.Typed;
            return new Rule(query, kind, type);
        }

        private static IEnumerable<string> QueryOf(MethodInfo handler) => handler.GetParameters()
            .Select(static parameter => (Parameter: parameter, Query: parameter.GetCustomAttributes().OfType<IFromQueryMetadata>().FirstOrDefault()))
            .Where(static one => one.Query is not null)
            .Select(static one => one.Query!.Name ?? one.Parameter.Name!);
    }

    private sealed class LooseMetadata
    {
        public static readonly LooseMetadata AnyQuery = new();
        public static readonly LooseMetadata OwnBody = new();
    }
}
