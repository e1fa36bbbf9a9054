using System.Security.Cryptography;
using System.Text;
using KubeCredential.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.OpenApi;

namespace Issuance.Api.Idempotency;

/// <summary>
/// The header <c>Idempotency-Key</c> of a request (draft-ietf-httpapi-idempotency-key-header): of several requests with the same key and body one takes effect, and all get its answer.
/// </summary>
/// <param name="Owner">Who sent it: the keys of others do not matter.</param>
/// <param name="Key">The key.</param>
internal readonly record struct IdempotencyKey(string Owner, string Key)
{
    /// <summary>The header.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>How the OpenAPI document describes the header.</summary>
    public const string Description = "A key of your own, such as a UUID. Sent again with the same body within 24 hours, the request takes effect once and gets the same answer; with another body, 422.";

    private const int MaxCharacters = 255;

    /// <summary>Declares in the OpenAPI document that an endpoint takes the header.</summary>
    public static RouteHandlerBuilder Declare(RouteHandlerBuilder endpoint) => endpoint.ProducesProblem(StatusCodes.Status422UnprocessableEntity).AddOpenApiOperationTransformer(static (operation, _, _) =>
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = Header,
            In = ParameterLocation.Header,
            Description = Description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = MaxCharacters },
        });
        return Task.CompletedTask;
    });

    /// <summary>Reads the header; false if it breaks the rule, which is then among the errors. Without the header there is no key.</summary>
    /// <remarks>The draft writes keys as quoted strings; many clients leave the quotes out, and mean the same.</remarks>
    public static bool TryRead(HttpContext context, IDictionary<string, string[]> errors, out IdempotencyKey? key)
    {
        key = null;
        var values = context.Request.Headers[Header];
        if (values.Count == 0) return true;
        var text = values is [var one] ? one ?? "" : "";
        if (text is ['"', .. var inner, '"']) text = inner;
        if (text.Length is > 0 and <= MaxCharacters && text.All(static one => one is > ' ' and <= '~' and not '"' and not '\\'))
        {
            key = new IdempotencyKey(context.User.Actor(), text);
            return true;
        }

        errors[Header] = [$"This must be one key of 1 to {MaxCharacters} visible ASCII characters without quotes and backslashes, such as a UUID."];
        return false;
    }

    /// <summary>What a key stands for: a hash of what was asked for.</summary>
    /// <param name="context">The request, for its path and query.</param>
    /// <param name="body">The hash of its body (SHA-256).</param>
    public static string FingerprintOf(HttpContext context, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{context.Request.Path}{context.Request.QueryString}\n"));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The answer to a request whose key stands for another one.</summary>
    public static ProblemHttpResult Reused() => TypedResults.Problem(
        $"{Header}: This key was sent before with another request. Use a new key for a new request.", statusCode: StatusCodes.Status422UnprocessableEntity,
        extensions: new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { [Header] = ["This key was sent before with another request. Use a new key for a new request."] } });

    /// <summary>The answer to a request while another one with its key is being carried out.</summary>
    public static ProblemHttpResult InProgress(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return TypedResults.Problem($"{Header}: A request with this key is being carried out. Send it again in a second to get its answer.", statusCode: StatusCodes.Status409Conflict);
    }
}
