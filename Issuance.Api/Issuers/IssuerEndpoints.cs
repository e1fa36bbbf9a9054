using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using Issuance.Api.Credentials;
using Issuance.Api.SigningKeys;
using KubeCredential.Papers;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.VerifiableCredentials.Dids;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Issuers;

/// <summary>Registered issuers: their profiles, their keys, and the DID documents that everybody reads.</summary>
internal static class IssuerEndpoints
{
    private const string Path = "/api/v1/issuers";
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    internal static RouteGroupBuilder MapIssuers(this IEndpointRouteBuilder app)
    {
        var issuers = app.MapGroup(Path).WithTags("Issuers");
        issuers.MapGet("/", ListAsync).ForReadersOfIssuers().WithName("ListIssuers").WithSummary("Lists the registered issuers by slug").ProducesValidationProblem();
        issuers.MapGet("/{slug}", FindAsync).ForReadersOfIssuers().WithName("GetIssuer").WithSummary("Reads an issuer's profile").ProducesProblem(StatusCodes.Status404NotFound);
        issuers.MapPost("/", RegisterAsync).ForReaders().ReadsItsBody().WithName("RegisterIssuer").WithSummary("Registers an issuer and makes its keys")
            .WithDescription("The name is that of its credentials. A caller that is limited to an organisation may register only that one.")
            .Accepts<RegisterIssuerRequest>("application/json")
            .Produces<IssuerDocument>(StatusCodes.Status201Created)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        Changing(issuers.MapPut("/{slug}", UpdateAsync)).WithName("ChangeIssuer").WithSummary("Changes an issuer's web address and e-mail address").Accepts<IssuerProfileRequest>("application/json");
        Changing(issuers.MapPut("/{slug}/logo", SetLogoAsync)).WithName("SetIssuerLogo").WithSummary("Sets an issuer's logo").WithDescription(SafePicture.Rule).AcceptsPicture();
        issuers.MapDelete("/{slug}/logo", RemoveLogoAsync).ForReaders().WithName("RemoveIssuerLogo").WithSummary("Removes an issuer's logo").Produces<IssuerDocument>().ProducesProblem(StatusCodes.Status404NotFound);
        issuers.MapGet("/{slug}/keys", ListKeysAsync).ForReaders().WithName("ListIssuerKeys").WithSummary("Lists the keys with which an issuer signs its credentials, newest first").ProducesProblem(StatusCodes.Status404NotFound);
        issuers.MapPost("/{slug}/keys/rotate", RotateAsync).ForOperators().WithName("RotateIssuerKeys")
            .WithSummary("Of each algorithm, retires an issuer's active key, activates the upcoming one, and publishes another upcoming one")
            .ProducesProblem(StatusCodes.Status404NotFound);
        issuers.MapPost("/{slug}/keys/{keyId}/compromise", CompromiseAsync).ForOperators().WithName("CompromiseIssuerKey").WithSummary("Declares an issuer's key as compromised")
            .WithDescription("Its private key is removed at once, and the next one takes its place. The DID document says from when on nothing that it signs is believed. This cannot be undone.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        var open = app.MapGroup("/issuers").WithTags("Issuers").ForEverybody();
        open.MapGet("/{slug}/did.json", DidAsync).WithName("GetDidDocument").WithSummary("Reads an issuer's DID document")
            .Produces<JsonElement>(StatusCodes.Status200OK, DidDocument.MediaType).ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/{slug}/logo", LogoAsync).WithName("GetIssuerLogo").WithSummary("Reads an issuer's logo").ProducesPicture();
        return issuers;

        static RouteHandlerBuilder Changing(RouteHandlerBuilder endpoint) => endpoint
            .ForReaders()
            .ReadsItsBody()
            .Produces<IssuerDocument>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<Results<Ok<IssuerPage>, ValidationProblem>> ListAsync(
        IssuerStore store, IssuerRegistry registry, IssuerDids dids, ClaimsPrincipal caller,
        [FromQuery(Name = "limit"), Range(1, LargestPage), Description("How many, from 1 to 200; 50 if left out")] string? limit,
        [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
        [FromQuery, StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("The start of the name, ignoring case")] string? name,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        var beginning = CredentialFilter.Beginning("name", name, errors);
        if (cursor is not null && !IssuerSlug.IsValid(cursor)) errors["cursor"] = ["This must be the nextCursor of the previous page, unchanged."];
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var found = await store.ListAsync(caller.Organisation(), beginning, cursor, count + 1, cancellationToken); // One more than asked for shows whether there is a next page.
        var isLast = found.Count <= count;
        if (!isLast) found.RemoveRange(count, found.Count - count);
        return TypedResults.Ok(new IssuerPage(found.ConvertAll(issuer => IssuerDocument.Of(issuer, dids)), isLast ? null : found[^1].Slug, registry.RegistersOnFirstUse));
    }

    private static async Task<Results<Ok<IssuerDocument>, ProblemHttpResult>> FindAsync(
        [Description("The issuer's name in addresses")] string slug, IssuerStore store, IssuerDids dids, HttpContext context, CancellationToken cancellationToken) =>
        await AllowedAsync(slug, store, context.User, cancellationToken) is { } issuer ? Written(issuer, dids, context) : Unknown(slug);

    private static async Task<IResult> RegisterAsync(HttpContext context, IssuerStore store, IssuerDids dids, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var request = IssuerRequestReader.ReadRegistration(await context.Request.ReadBodyAsync(cancellationToken), errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        if (context.User.Organisation() is { } organisation && request.Name != organisation)
            return Refused(StatusCodes.Status403Forbidden, "name", $"You may only register {organisation}.");
        var (outcome, issuer) = await store.RegisterAsync(request.Name, request.Slug, request.Website, request.Contact, context.User.Actor(), cancellationToken);
        switch (outcome)
        {
            case IssuerStore.Registration.NameTaken:
                return Refused(StatusCodes.Status409Conflict, "name", $"This issuer is registered already: {Path}/{issuer!.Slug}.");
            case IssuerStore.Registration.SlugTaken:
                return Refused(StatusCodes.Status409Conflict, "slug", "Another issuer has it. Choose another one.");
            default:
                context.Response.Headers.ETag = issuer!.ETag;
                return TypedResults.Created($"{Path}/{issuer.Slug}", IssuerDocument.Of(issuer, dids));
        }
    }

    private static async Task<IResult> UpdateAsync([Description("The issuer's name in addresses")] string slug, HttpContext context, IssuerStore store, IssuerDids dids, CancellationToken cancellationToken)
    {
        if (await AllowedAsync(slug, store, context.User, cancellationToken) is null) return Unknown(slug);
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var request = IssuerRequestReader.ReadProfile(await context.Request.ReadBodyAsync(cancellationToken), errors);
        return errors.Count > 0
            ? TypedResults.ValidationProblem(errors)
            : await ChangeAsync(slug, context, store, dids, issuer => store.UpdateAsync(issuer, request.Website, request.Contact, context.User.Actor(), cancellationToken), cancellationToken);
    }

    private static async Task<IResult> SetLogoAsync([Description("The issuer's name in addresses")] string slug, HttpContext context, IssuerStore store, IssuerDids dids, CancellationToken cancellationToken)
    {
        if (await AllowedAsync(slug, store, context.User, cancellationToken) is null) return Unknown(slug);
        if (SafePicture.Of((await context.Request.ReadBodyAsync(cancellationToken)).Span) is not { } logo)
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [RequestJson.BodyField] = [SafePicture.Rule] });
        if (PaperPicture.Decode(logo.Bytes) is null) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [RequestJson.BodyField] = [PaperPicture.Rule] });
        return await ChangeAsync(slug, context, store, dids, issuer => store.SetLogoAsync(issuer, logo, context.User.Actor(), cancellationToken), cancellationToken);
    }

    private static Task<IResult> RemoveLogoAsync([Description("The issuer's name in addresses")] string slug, HttpContext context, IssuerStore store, IssuerDids dids, CancellationToken cancellationToken) => ChangeAsync(
        slug, context, store, dids,
        issuer => issuer.LogoType is null ? Task.FromResult<Issuer?>(issuer) : store.SetLogoAsync(issuer, null, context.User.Actor(), cancellationToken), cancellationToken);

    /// <summary>Changes the profile that the caller has read (If-Match), or else whatever it is now.</summary>
    private static async Task<IResult> ChangeAsync(string slug, HttpContext context, IssuerStore store, IssuerDids dids, Func<Issuer, Task<Issuer?>> change, CancellationToken cancellationToken)
    {
        var expected = context.Request.Headers.IfMatch.ToString();
        while (true)
        {
            if (await AllowedAsync(slug, store, context.User, cancellationToken) is not { } issuer) return Unknown(slug);
            if (expected is not ("" or "*") && expected != issuer.ETag)
                return TypedResults.Problem("The profile was changed meanwhile. Read it again, and decide again.", statusCode: StatusCodes.Status412PreconditionFailed);
            if (await change(issuer) is { } changed) return Written(changed, dids, context);
        }
    }

    private static async Task<Results<Ok<IssuerKeyList>, ProblemHttpResult>> ListKeysAsync([Description("The issuer's name in addresses")] string slug, IssuerStore store, SigningKeyStore keys, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await AllowedAsync(slug, store, caller, cancellationToken) is null ? Unknown(slug) : await KeysAsync(slug, keys, cancellationToken);

    private static async Task<Results<Ok<IssuerKeyList>, ProblemHttpResult>> RotateAsync([Description("The issuer's name in addresses")] string slug, IssuerStore store, SigningKeyStore keys, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (await AllowedAsync(slug, store, caller, cancellationToken) is null) return Unknown(slug);
        await keys.RotateAsync(KeyOwner.Issuer(slug), caller.Actor(), cancellationToken);
        return await KeysAsync(slug, keys, cancellationToken);
    }

    private static async Task<Results<Ok<IssuerKeyList>, ValidationProblem, ProblemHttpResult>> CompromiseAsync(
        [Description("The issuer's name in addresses")] string slug,
        [Description("The key's ID")] string keyId,
        [FromQuery, Required, StringLength(OperatorReason.MaxCharacters), Description("What happened, at most 500 characters; required")] string? reason,
        IssuerStore store, SigningKeyStore keys, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (OperatorReason.FaultOfRequired(reason) is { } fault) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["reason"] = [fault] });
        if (await AllowedAsync(slug, store, caller, cancellationToken) is null) return Unknown(slug);
        return await keys.CompromiseAsync(KeyOwner.Issuer(slug), keyId, reason!, caller.Actor(), cancellationToken) switch
        {
            SigningKeyStore.Compromise.Unknown => TypedResults.Problem($"There is no such key. GET {Path}/{slug}/keys lists all.", statusCode: StatusCodes.Status404NotFound),
            SigningKeyStore.Compromise.Already => TypedResults.Problem("This key has been declared as compromised before.", statusCode: StatusCodes.Status409Conflict),
            _ => await KeysAsync(slug, keys, cancellationToken),
        };
    }

    private static async Task<IResult> DidAsync([Description("The issuer's name in addresses")] string slug, IssuerStore store, SigningKeyStore keys, IssuerDids dids, HttpContext context, CancellationToken cancellationToken)
    {
        if (!IssuerSlug.IsValid(slug) || await store.FindAsync(slug, cancellationToken) is null) return Unknown(slug);
        if (dids.Of(slug) is not { } did) return TypedResults.Problem("This service has no public address (setting Issuers:PublicAddress), and so its issuers have no DID.", statusCode: StatusCodes.Status404NotFound);
        context.Response.Headers.CacheControl = "public, max-age=60";
        context.Response.Headers.AccessControlAllowOrigin = "*"; // Verifiers in browsers read it as well.
        return TypedResults.Bytes(IssuerDids.DocumentOf(did, await keys.ListAsync(KeyOwner.Issuer(slug), cancellationToken)).ToJson(), DidDocument.MediaType);
    }

    private static async Task<IResult> LogoAsync(
        [Description("The issuer's name in addresses")] string slug, [FromQuery(Name = "v"), Description("The revision; only so that a new logo has another address")] string? revision, IssuerStore store, HttpContext context, CancellationToken cancellationToken)
    {
        if (!IssuerSlug.IsValid(slug) || await store.FindLogoAsync(slug, cancellationToken) is not var (logo, current)) return Unknown(slug, "logo");
        context.Response.Headers.CacheControl = revision is null ? "public, max-age=60" : "public, max-age=86400";
        return TypedResults.Bytes(logo.Bytes, logo.MediaType, entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{current}\""));
    }

    private static async Task<Ok<IssuerKeyList>> KeysAsync(string slug, SigningKeyStore keys, CancellationToken cancellationToken) =>
        TypedResults.Ok(new IssuerKeyList((await keys.ListAsync(KeyOwner.Issuer(slug), cancellationToken)).ConvertAll(IssuerKeyDocument.Of)));

    /// <summary>An issuer, unless the caller is limited to another one.</summary>
    private static async Task<Issuer?> AllowedAsync(string slug, IssuerStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        IssuerSlug.IsValid(slug) && await store.FindAsync(slug, cancellationToken) is { } issuer && (caller.Organisation() is not { } organisation || organisation == issuer.Name) ? issuer : null;

    private static Ok<IssuerDocument> Written(Issuer issuer, IssuerDids dids, HttpContext context)
    {
        context.Response.Headers.ETag = issuer.ETag;
        return TypedResults.Ok(IssuerDocument.Of(issuer, dids));
    }

    private static ProblemHttpResult Unknown(string slug, string? what = null) => TypedResults.Problem(
        what is null ? $"No issuer {(IssuerSlug.IsValid(slug) ? $"'{slug}' " : "of this name ")}is registered here." : "There is no such issuer here, or it has no logo.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Refused(int status, string field, string rule) =>
        TypedResults.Problem($"{field}: {rule}", statusCode: status, extensions: new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { [field] = [rule] } });
}
