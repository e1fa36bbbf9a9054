using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using KubeCredential.Hosting;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;

namespace KubeCredential.Administration;

/// <summary>Creating, listing, rotating and revoking API keys.</summary>
public static class ApiKeyEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    /// <summary>Maps <c>/admin/api-keys</c>.</summary>
    public static RouteGroupBuilder MapApiKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup("/admin/api-keys").WithTags("API keys").ForOperators();
        keys.MapPost("/", CreateAsync)
            .WithName("CreateApiKey")
            .WithSummary("Creates an API key")
            .WithDescription("The response contains the whole key, which is not shown again: only a hash of its secret is stored. Keys from the configuration are neither listed nor changed here.")
            .ProducesValidationProblem();
        keys.MapGet("/", ListAsync).WithName("ListApiKeys").WithSummary("Lists API keys without their secrets, newest first").ProducesValidationProblem();
        keys.MapPost("/{id}/rotate", RotateAsync)
            .WithName("RotateApiKey")
            .WithSummary("Replaces a key with a new one; the old one stays valid for an overlap")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        keys.MapDelete("/{id}", RevokeAsync)
            .WithName("RevokeApiKey")
            .WithSummary("Revokes a key on all replicas within a second; requires a reason")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
        return keys;
    }

    private static async Task<Results<Created<ApiKeyMadeDocument>, ValidationProblem>> CreateAsync(
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ApiKeyRequest? request, ApiKeyStore store, ClaimsPrincipal caller, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        var errors = ApiKeyRequest.Check(request, time.GetUtcNow(), out var expiresAt);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        return Show(await store.CreateAsync(
            UnicodeText.ToNfc(request!.Name!), request.Roles!, request.Organisation is { } organisation ? UnicodeText.ToNfc(organisation) : null, expiresAt, caller.Actor(), cancellationToken), "API key created. Copy it now: it is not shown again.", context);
    }

    private static async Task<Results<Ok<ApiKeyPage>, ValidationProblem>> ListAsync(
        ApiKeyStore store,
        [FromQuery, Range(1, LargestPage), Description("The maximum number of items, 1 to 200; default 50")] string? limit,
        [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        var before = TimeCursor.Read(cursor, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var found = await store.ListAsync(before, count + 1, cancellationToken);
        var page = found.Count > count ? found[..count] : found;
        return TypedResults.Ok(new ApiKeyPage(page, found.Count > count ? TimeCursor.Write(page[^1].CreatedAt, page[^1].Id) : null));
    }

    private static async Task<Results<Created<ApiKeyMadeDocument>, ValidationProblem, ProblemHttpResult>> RotateAsync(
        [Description("The key's ID")] string id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ApiKeyRotationRequest? request,
        ApiKeyStore store, ClaimsPrincipal caller, HttpContext context, CancellationToken cancellationToken)
    {
        var overlap = request?.Overlap ?? ApiKeyRotationRequest.DefaultSeconds;
        if (overlap is < 0 or > ApiKeyRotationRequest.MostSeconds)
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["overlap"] = [$"This must be a whole number of seconds from 0 to {ApiKeyRotationRequest.MostSeconds}."] });
        if (!ApiKeyText.IsId(id)) return Unknown();
        var (outcome, made) = await store.RotateAsync(id, TimeSpan.FromSeconds(overlap), caller.Actor(), cancellationToken);
        return outcome switch
        {
            ApiKeyStore.Rotation.Done => Show(made!.Value, $"API key created. Copy it now: it is not shown again. The old key expires in {overlap} s.", context),
            ApiKeyStore.Rotation.Ended => TypedResults.Problem("This key has already expired or been replaced. Create a new one.", statusCode: StatusCodes.Status409Conflict),
            _ => Unknown(),
        };
    }

    private static async Task<Results<Ok<ApiKeyRevokedDocument>, ValidationProblem, ProblemHttpResult>> RevokeAsync(
        [Description("The key's ID")] string id,
        [FromQuery, Required, StringLength(OperatorReason.MaxCharacters), Description("The reason, at most 500 characters; required")] string? reason,
        ApiKeyStore store, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (OperatorReason.FaultOfRequired(reason) is { } fault) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["reason"] = [fault] });
        return ApiKeyText.IsId(id) && await store.RevokeAsync(id, reason!, caller.Actor(), cancellationToken) is { } revoked
            ? TypedResults.Ok(new ApiKeyRevokedDocument(true, "API key revoked.", revoked, WorkerIdentity.Id))
            : Unknown();
    }

    private static ProblemHttpResult Unknown() => TypedResults.Problem("No API key with this ID can be changed here.", statusCode: StatusCodes.Status404NotFound);

    private static Created<ApiKeyMadeDocument> Show(ApiKeyStore.Made made, string message, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created("/admin/api-keys", new ApiKeyMadeDocument(true, message, made.Text, made.Key, WorkerIdentity.Id));
    }
}
