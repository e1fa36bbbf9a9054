using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Issuance.Api.Credentials;
using Issuance.Api.Issuers;
using KubeCredential.Papers;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.ServiceDefaults.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.CredentialTypes;

/// <summary>Registered credential types: what their credentials contain, how they look, and how long they are valid.</summary>
internal static class TypeEndpoints
{
    private const string Path = "/api/v1/credential-types";
    private const string SchemaMediaType = "application/schema+json";
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    internal static RouteGroupBuilder MapCredentialTypes(this IEndpointRouteBuilder app)
    {
        var types = app.MapGroup(Path).WithTags("Credential types").ForReaders();
        types.MapGet("/", ListAsync).WithName("ListCredentialTypes").WithSummary("Lists the registered credential types by ID").ProducesValidationProblem();
        types.MapGet("/{id}", FindLatestAsync).WithName("GetCredentialType").WithSummary("Reads a credential type in its latest version").ProducesProblem(StatusCodes.Status404NotFound);
        types.MapGet("/{id}/versions", ListVersionsAsync).WithName("ListCredentialTypeVersions").WithSummary("Lists the versions of a credential type, the latest first").ProducesProblem(StatusCodes.Status404NotFound);
        types.MapGet("/{id}/versions/{version:int}", FindVersionAsync).WithName("GetCredentialTypeVersion").WithSummary("Reads a version of a credential type").ProducesProblem(StatusCodes.Status404NotFound);
        Changing(types.MapPost("/", RegisterAsync)).ReadsItsBody().WithName("RegisterCredentialType").WithSummary("Registers a credential type and publishes its first version")
            .WithDescription("From then on credentials of this name are checked by its schema before they are issued. A caller that is limited to an organisation may register only types of that one.")
            .Accepts<RegisterTypeRequest>("application/json").Produces<TypeDocument>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        Changing(types.MapPost("/{id}/versions", PublishAsync)).ReadsItsBody().WithName("PublishCredentialTypeVersion").WithSummary("Publishes another version of a credential type")
            .WithDescription("Credentials are issued under it from then on. Earlier versions stay as they are, and so do the credentials that were issued under them. Send If-Match with the ETag of the type as you have read it, so that you do not pass over what somebody else has published meanwhile.")
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .Accepts<TypeVersionRequest>("application/json").Produces<TypeDocument>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        types.MapPost("/{id}/archive", ([Description("The type's name in addresses")] string id, TypeStore store, TypeRegistry registry, ClaimsPrincipal caller, CancellationToken cancellationToken) => SetArchivedAsync(id, true, store, registry, caller, cancellationToken))
            .WithName("ArchiveCredentialType").WithSummary("Archives a credential type: nothing more is issued under it").WithDescription("Its credentials stay valid. Credentials of this name are then issued as if the type were not registered.").ProducesProblem(StatusCodes.Status404NotFound);
        types.MapPost("/{id}/restore", ([Description("The type's name in addresses")] string id, TypeStore store, TypeRegistry registry, ClaimsPrincipal caller, CancellationToken cancellationToken) => SetArchivedAsync(id, false, store, registry, caller, cancellationToken))
            .WithName("RestoreCredentialType").WithSummary("Takes a credential type out of the archive").ProducesProblem(StatusCodes.Status404NotFound);
        Changing(types.MapPost("/pictures", KeepPictureAsync)).ReadsItsBody().WithName("UploadTypePicture").WithSummary("Uploads a picture for credential types: a logo, a background or a badge")
            .WithDescription(SafePicture.Rule).AcceptsPicture().Produces<TypePictureDocument>(StatusCodes.Status201Created);
        types.MapPost("/examples", LoadExamplesAsync).WithName("LoadExampleTypes").WithSummary("Registers five useful credential types, as far as they are not there")
            .WithDescription("Degree, transcript line, course certificate, licence to practise and membership: to be used as they are, or to start from.");
        var open = app.MapGroup("/credential-types").WithTags("Credential types").ForEverybody();
        open.MapGet("/{id}/versions/{version:int}/schema", SchemaAsync).WithName("GetCredentialTypeSchema").WithSummary("Reads the JSON Schema of a version of a credential type")
            .WithDescription("The address is stable, and what it gives never changes.").Produces<JsonElement>(StatusCodes.Status200OK, SchemaMediaType).ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/{id}/versions/{version:int}/definition", DefinitionAsync).WithName("GetCredentialTypeDefinition").WithSummary("Reads the definition of a version of a credential type, byte for byte as credentials name its digest")
            .WithDescription("The address is stable, and what it gives never changes. Pictures that it names by their SHA-256 are at /credential-types/pictures/{id}.").Produces<TypeDefinition>().ProducesProblem(StatusCodes.Status404NotFound);
        open.MapGet("/pictures/{id}", PictureAsync).WithName("GetTypePicture").WithSummary("Reads a picture of credential types").ProducesPicture();
        return types;

        static RouteHandlerBuilder Changing(RouteHandlerBuilder endpoint) => endpoint.ProducesValidationProblem().ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge);
    }

    private static async Task<Results<Ok<TypePage>, ValidationProblem>> ListAsync(
        TypeStore store, TypeRegistry registry, ClaimsPrincipal caller,
        [FromQuery(Name = "limit"), Range(1, LargestPage), Description("How many, from 1 to 200; 50 if left out")] string? limit,
        [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
        [FromQuery, StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("The start of the name, ignoring case")] string? name,
        [FromQuery, AllowedValues(TypeDocument.Active, TypeDocument.Archived), Description("Only those in this state; both if left out")] string? state,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        var beginning = CredentialFilter.Beginning("name", name, errors);
        if (cursor is not null && !IssuerSlug.IsValid(cursor)) errors["cursor"] = ["This must be the nextCursor of the previous page, unchanged."];
        if (state is not (null or TypeDocument.Active or TypeDocument.Archived)) errors["state"] = ["This must be active or archived."];
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var found = await store.ListAsync(caller.Organisation(), beginning, state is null ? null : state == TypeDocument.Archived, cursor, count + 1, cancellationToken); // One more than asked for shows whether there is a next page.
        var isLast = found.Count <= count;
        if (!isLast) found.RemoveRange(count, found.Count - count);
        return TypedResults.Ok(new TypePage(found.ConvertAll(static one => TypeDocument.Of(one.Head, one.Head.Version, one.Definition)), isLast ? null : found[^1].Head.Id, registry.RequiresType));
    }

    private static async Task<Results<Ok<TypeDocument>, ProblemHttpResult>> FindLatestAsync(
        [Description("The type's name in addresses")] string id, TypeStore store, HttpContext context, CancellationToken cancellationToken)
    {
        var found = await FindAsync(id, null, store, context.User, cancellationToken);
        if (found.Result is Ok<TypeDocument> { Value: { } type }) context.Response.Headers.ETag = ETagOf(type.LatestVersion);
        return found;
    }

    private static async Task<Results<Ok<TypeDocument>, ProblemHttpResult>> FindVersionAsync(
        [Description("The type's name in addresses")] string id, [Description("The version")] int version, TypeStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await FindAsync(id, version, store, caller, cancellationToken);

    private static async Task<Results<Ok<TypeDocument>, ProblemHttpResult>> FindAsync(string id, int? version, TypeStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        IssuerSlug.IsValid(id) && await store.FindAsync(id, version, cancellationToken) is var (head, definition, _) && MaySee(caller, head)
            ? TypedResults.Ok(TypeDocument.Of(head, version ?? head.Version, definition))
            : Unknown(id, version);

    private static async Task<Results<Ok<TypeVersionList>, ProblemHttpResult>> ListVersionsAsync([Description("The type's name in addresses")] string id, TypeStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        IssuerSlug.IsValid(id) && await store.FindAsync(id, null, cancellationToken) is var (head, _, _) && MaySee(caller, head)
            ? TypedResults.Ok(new TypeVersionList(await store.ListVersionsAsync(id, cancellationToken)))
            : Unknown(id);

    private static async Task<IResult> RegisterAsync(HttpContext context, TypeStore store, TypeRegistry registry, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var request = TypeRequestReader.ReadType(await context.Request.ReadBodyAsync(cancellationToken), errors);
        if (errors.Count == 0) await CheckPicturesAsync(request.Definition, store, errors, cancellationToken);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        if (context.User.Organisation() is { } organisation && request.Issuer != organisation) return Refused(StatusCodes.Status403Forbidden, "issuer", $"You may only register types of {organisation}.");
        var (outcome, head) = await store.RegisterAsync(request.Id, request.Name, request.Issuer, request.Definition, context.User.Actor(), cancellationToken);
        switch (outcome)
        {
            case TypeStore.Registration.NameTaken:
                return Refused(StatusCodes.Status409Conflict, "name", $"This type is registered already: {Path}/{head!.Value.Id}. Publish another version of it instead.");
            case TypeStore.Registration.IdTaken:
                return Refused(StatusCodes.Status409Conflict, "id", "Another type has it. Choose another one.");
            case TypeStore.Registration.TooMany:
                return TypedResults.Problem($"There are {TypeStore.MostTypes:N0} types, which is the most there can be.", statusCode: StatusCodes.Status409Conflict);
            default:
                registry.Forget();
                return TypedResults.Created($"{Path}/{head!.Value.Id}", TypeDocument.Of(head.Value, 1, request.Definition));
        }
    }

    private static async Task<IResult> PublishAsync([Description("The type's name in addresses")] string id, HttpContext context, TypeStore store, TypeRegistry registry, CancellationToken cancellationToken)
    {
        if (await AllowedAsync(id, store, context.User, cancellationToken) is not { } type) return Unknown(id);
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        if (context.Request.Headers.IfMatch.ToString() is var expected and not ("" or "*") && expected != ETagOf(type.Version))
            return TypedResults.Problem($"Somebody else has published version {type.Version} meanwhile. Read it, and decide again.", statusCode: StatusCodes.Status412PreconditionFailed);
        var errors = new Dictionary<string, string[]>();
        var definition = TypeRequestReader.ReadVersion(await context.Request.ReadBodyAsync(cancellationToken), errors);
        if (errors.Count == 0) await CheckPicturesAsync(definition!, store, errors, cancellationToken);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        if (await store.PublishAsync(type, definition!, context.User.Actor(), cancellationToken) is not { } changed)
            return TypedResults.Problem("Somebody else has changed the type meanwhile. Read it again, and decide again.", statusCode: StatusCodes.Status409Conflict);
        registry.Forget();
        return TypedResults.Created($"{Path}/{id}/versions/{changed.Version}", TypeDocument.Of(changed, changed.Version, definition!));
    }

    private static async Task<Results<Ok<TypeDocument>, ProblemHttpResult>> SetArchivedAsync(
        [Description("The type's name in addresses")] string id, bool archived, TypeStore store, TypeRegistry registry, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        while (await AllowedAsync(id, store, caller, cancellationToken) is { } type)
        {
            if (type.IsArchived != archived && await store.SetArchivedAsync(type, archived, caller.Actor(), cancellationToken) is null) continue; // Changed meanwhile: read again.
            registry.Forget();
            return await FindAsync(id, null, store, caller, cancellationToken);
        }

        return Unknown(id);
    }

    private static async Task<IResult> KeepPictureAsync(HttpContext context, TypeStore store, CancellationToken cancellationToken)
    {
        if (SafePicture.Of((await context.Request.ReadBodyAsync(cancellationToken)).Span) is not { } picture)
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [RequestJson.BodyField] = [SafePicture.Rule] });
        if (PaperPicture.Decode(picture.Bytes) is null)
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { [RequestJson.BodyField] = [PaperPicture.Rule] });
        if (await store.KeepPictureAsync(picture, cancellationToken) is not { } id)
            return TypedResults.Problem($"There are {TypeStore.MostPictures:N0} pictures, which is the most there can be. Use one that is there.", statusCode: StatusCodes.Status409Conflict);
        return TypedResults.Created(TypeStore.PictureAddress(id), new TypePictureDocument(id, TypeStore.PictureAddress(id), picture.MediaType));
    }

    private static async Task<Ok<TypeExamplesDocument>> LoadExamplesAsync(TypeStore store, TypeRegistry registry, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var (loaded, present) = (new List<TypeDocument>(), new List<string>());
        foreach (var example in ExampleTypes.All)
        {
            var (outcome, head) = await store.RegisterAsync(null, example.Name, caller.Organisation(), example.Definition, caller.Actor(), cancellationToken);
            if (outcome == TypeStore.Registration.Done) loaded.Add(TypeDocument.Of(head!.Value, 1, example.Definition));
            else if (head is { } known) present.Add(known.Id);
        }

        registry.Forget();
        return TypedResults.Ok(new TypeExamplesDocument(loaded, present));
    }

    private static async Task<IResult> SchemaAsync([Description("The type's name in addresses")] string id, [Description("The version")] int version, TypeStore store, HttpContext context, CancellationToken cancellationToken)
    {
        if (!IssuerSlug.IsValid(id) || await store.FindAsync(id, version, cancellationToken) is not var (_, definition, _)) return Unknown(id, version);
        ForEverybody(context);
        return TypedResults.Text(definition.Schema.GetRawText(), SchemaMediaType);
    }

    private static async Task<IResult> DefinitionAsync([Description("The type's name in addresses")] string id, [Description("The version")] int version, TypeStore store, HttpContext context, CancellationToken cancellationToken)
    {
        if (!IssuerSlug.IsValid(id) || await store.FindDefinitionAsync(id, version, cancellationToken) is not { } definition) return Unknown(id, version);
        ForEverybody(context);
        return TypedResults.Text(definition, "application/json");
    }

    private static async Task<IResult> PictureAsync([Description("The picture's ID")] string id, TypeStore store, HttpContext context, CancellationToken cancellationToken)
    {
        if (id.Length != 64 || await store.FindPictureAsync(id, cancellationToken) is not { } picture) return TypedResults.Problem("There is no such picture here.", statusCode: StatusCodes.Status404NotFound);
        ForEverybody(context);
        return TypedResults.Bytes(picture.Bytes, picture.MediaType, entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{id}\""));
    }

    private static string ETagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static void ForEverybody(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=86400, immutable";
        context.Response.Headers.AccessControlAllowOrigin = "*"; // Verifiers in browsers read it as well.
    }

    /// <summary>Pictures are uploaded first.</summary>
    private static async Task CheckPicturesAsync(TypeDefinition definition, TypeStore store, Dictionary<string, string[]> errors, CancellationToken cancellationToken)
    {
        (string Field, string? Id)[] named = [("design.background", definition.Design.Background), ("design.logo", definition.Design.Logo), ("achievement.image", definition.Achievement?.Image)];
        if (Array.TrueForAll(named, static one => one.Id is null)) return;
        var known = await store.FindPicturesAsync([.. named.Select(static one => one.Id).OfType<string>().Distinct()], cancellationToken);
        foreach (var (field, id) in named)
        {
            if (id is not null && !known.Contains(id)) errors[field] = [TypeStore.PictureRule];
        }
    }

    /// <summary>A type that the caller may change, or null.</summary>
    private static async Task<TypeStore.Head?> AllowedAsync(string id, TypeStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        IssuerSlug.IsValid(id) && await store.FindAsync(id, null, cancellationToken) is var (head, _, _) && (caller.Organisation() is not { } organisation || organisation == head.Issuer) ? head : null;

    private static bool MaySee(ClaimsPrincipal caller, TypeStore.Head type) => caller.Organisation() is not { } organisation || type.Issuer is null || type.Issuer == organisation;

    private static ProblemHttpResult Unknown(string id, int? version = null) => TypedResults.Problem(
        IssuerSlug.IsValid(id) ? version is null ? $"There is no credential type '{id}' here, or you may not change it." : $"There is no credential type '{id}' with a version {version} here." : "There is no credential type of this name here.",
        statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Refused(int status, string field, string rule) =>
        TypedResults.Problem($"{field}: {rule}", statusCode: status, extensions: new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { [field] = [rule] } });
}
