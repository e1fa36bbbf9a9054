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
/// Rules for the requests of every endpoint: unknown or duplicate query parameters and unknown members of the body are refused by name, so
/// that a typing mistake causes an error and never a broader operation than intended. What is known is derived from the handler's
/// parameters.
/// </summary>
public static class RequestRules
{
    private const int MostNameCharacters = 60;

    private static readonly ConditionalWeakTable<Endpoint, Rule> s_rules = [];

    /// <summary>Lets an endpoint accept any query parameters, since tools add their own: health, metrics, the description of the service.</summary>
    public static TBuilder TakesAnyQuery<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(LooseMetadata.AnyQuery);

    /// <summary>Whether an endpoint with this metadata refuses unknown query parameters.</summary>
    internal static bool RefusesUnknownQuery(IEnumerable<object> metadata) => !metadata.Contains(LooseMetadata.AnyQuery);

    /// <summary>Declares that the handler reads the body itself, with <see cref="RequestJson"/>.</summary>
    public static TBuilder ReadsItsBody<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(LooseMetadata.OwnBody);

    /// <summary>
    /// Supports HEAD wherever GET is supported (RFC 9110, section 9.3.2): routing treats it as a GET, and the server omits the content.
    /// Must come before everything else, since routing is added here.
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
            // Routing's own response to another method (405) lists only the mapped methods in Allow.
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

    /// <summary>Checks requests. Must come after authorisation, so that callers without access learn only that.</summary>
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
            // Only unencoded content is accepted (RFC 9110, section 12.5.3).
            context.Response.Headers.AcceptEncoding = "identity";
            return TypedResults.Problem("Send the body without a Content-Encoding.", statusCode: StatusCodes.Status415UnsupportedMediaType).ExecuteAsync(context);
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
                else errors[RequestJson.BodyField] = ["Send no body or an empty JSON object."];
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

    /// <summary>Reads the whole body, whose size the server limits.</summary>
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
        foreach (var member in body.EnumerateObject().Take(RequestJson.MostTold)) errors[RequestJson.PathOf("", member.Name)] = ["Unknown member: this endpoint accepts none."];
    }

    private static Dictionary<string, string[]> FaultsOf(IQueryCollection query, FrozenDictionary<string, bool> known)
    {
        var faults = new Dictionary<string, string[]>();
        foreach (var (name, values) in query)
        {
            if (faults.Count >= RequestJson.MostTold) break;
            if (known.TryGetValue(name, out var mayRepeat))
            {
                if (values.Count > 1 && !mayRepeat) faults[name] = ["This parameter appears more than once."];
                continue;
            }

            var shown = UnicodeText.Length(name) <= MostNameCharacters ? name : UnicodeText.Shorten(name, MostNameCharacters) + "…";
            var meant = known.Keys.FirstOrDefault(one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase));
            faults[shown] = [meant is not null ? $"Unknown parameter; did you mean {meant}?"
                : known.Count == 0 ? "Unknown parameter: this endpoint accepts none."
                : $"Unknown parameter; the known parameters are {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}."];
        }

        return faults;
    }

    private enum BodyKind
    {
        None,
        Typed,
        Own,
    }

    /// <summary>What an endpoint accepts: which query parameters and whether each may appear more than once (null for any), and which body.</summary>
    private sealed record Rule(FrozenDictionary<string, bool>? Query, BodyKind Body, Type? Type)
    {
        public static Rule Of(Endpoint endpoint)
        {
            var loose = endpoint.Metadata.GetOrderedMetadata<LooseMetadata>();
            // An endpoint without a method comes from a library.
            var handler = endpoint.Metadata.GetMetadata<MethodInfo>();
            var query = handler is null || loose.Contains(LooseMetadata.AnyQuery) ? null : QueryOf(handler.GetParameters()).ToFrozenDictionary(StringComparer.Ordinal);
            var type = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
            var kind = handler is null || loose.Contains(LooseMetadata.OwnBody) ? BodyKind.Own : type is null ? BodyKind.None : BodyKind.Typed;
            return new Rule(query, kind, type);
        }

        private static IEnumerable<KeyValuePair<string, bool>> QueryOf(ParameterInfo[] parameters)
        {
            foreach (var parameter in parameters)
            {
                if (!parameter.IsDefined(typeof(AsParametersAttribute)))
                {
                    if (NameOf(parameter) is { } query) yield return new(query.Name ?? parameter.Name!, parameter.ParameterType.IsArray);
                    continue;
                }

                foreach (var property in parameter.ParameterType.GetProperties())
                {
                    if (NameOf(property) is { } query) yield return new(query.Name ?? property.Name, property.PropertyType.IsArray);
                }
            }

            static IFromQueryMetadata? NameOf(ICustomAttributeProvider of) => of.GetCustomAttributes(inherit: true).OfType<IFromQueryMetadata>().FirstOrDefault();
        }
    }

    private sealed class LooseMetadata
    {
        public static readonly LooseMetadata AnyQuery = new();
        public static readonly LooseMetadata OwnBody = new();
    }
}
