using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.SigningKeys;

/// <summary>The keys with which events are signed: the public ones for everybody, and their states for operators.</summary>
internal static class SigningKeyEndpoints
{
    private const string Path = "/admin/signing-keys";

    internal static RouteGroupBuilder MapSigningKeys(this IEndpointRouteBuilder app)
    {
        app.MapGroup("/.well-known").WithTags("Signing keys").ForEverybody()
            .MapGet("/jwks.json", PublishAsync)
            .WithName("GetSigningKeys")
            .WithSummary("Publishes the public keys with which events are signed")
            .WithDescription("A JSON Web Key Set (RFC 7517). A key appears here before its first use, and stays for ever: what a retired key has signed is believed. Of a compromised one nothing new is.");
        var admin = app.MapGroup(Path).WithTags("Signing keys").ForOperators();
        admin.MapGet("/", ListAsync).WithName("ListSigningKeys").WithSummary("Lists the signing keys with their states, newest first");
        admin.MapPost("/rotate", RotateAsync).WithName("RotateSigningKeys").WithSummary("Retires the active key, activates the upcoming one, and publishes another upcoming one")
            .WithDescription("What the retired key has signed stays believed. Nothing is signed anew.");
        admin.MapPost("/{keyId}/compromise", CompromiseAsync).WithName("CompromiseSigningKey").WithSummary("Declares a key as compromised")
            .WithDescription("Its private key is removed at once, and the next one takes its place. Nothing new that it signed is believed; what it signed before is signed anew in the background and delivered again, until nothing depends on it (replacedAt). This cannot be undone.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        return admin;
    }

    private static async Task<Ok<JsonWebKeySet>> PublishAsync(SigningKeyStore store, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-cache";
        return TypedResults.Ok(new JsonWebKeySet((await store.ListAsync(KeyOwner.Service, cancellationToken)).ConvertAll(JsonWebKey.Of)));
    }

    private static async Task<Ok<SigningKeyList>> ListAsync(SigningKeyStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SigningKeyList((await store.ListAsync(KeyOwner.Service, cancellationToken)).ConvertAll(SigningKeyDocument.Of)));

    private static async Task<Ok<SigningKeyList>> RotateAsync(SigningKeyStore store, SigningKeyRing ring, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        await store.RotateAsync(KeyOwner.Service, caller.Actor(), cancellationToken);
        await ring.ReadAsync(cancellationToken);
        return await ListAsync(store, cancellationToken);
    }

    private static async Task<Results<Ok<SigningKeyList>, ValidationProblem, ProblemHttpResult>> CompromiseAsync(
        [Description("The key's ID")] string keyId,
        [FromQuery, Required, StringLength(OperatorReason.MaxCharacters), Description("What happened, at most 500 characters; required")] string? reason,
        SigningKeyStore store, SigningKeyRing ring, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (OperatorReason.FaultOfRequired(reason) is { } fault) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["reason"] = [fault] });
        switch (await store.CompromiseAsync(KeyOwner.Service, keyId, reason!, caller.Actor(), cancellationToken))
        {
            case SigningKeyStore.Compromise.Unknown:
                return TypedResults.Problem($"There is no such key. GET {Path} lists all.", statusCode: StatusCodes.Status404NotFound);
            case SigningKeyStore.Compromise.Already:
                return TypedResults.Problem("This key has been declared as compromised before.", statusCode: StatusCodes.Status409Conflict);
            default:
                await ring.ReadAsync(cancellationToken);
                return await ListAsync(store, cancellationToken);
        }
    }
}
