using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Security.Claims;
using Issuance.Api.Outbox;
using Issuance.Api.Storage;
using KubeCredential.Hosting;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Credentials;

/// <summary>Issuing credentials and reading them back.</summary>
internal static class CredentialEndpoints
{
    private const string CorrelationHeader = "X-Correlation-ID";
    private const int DefaultPage = 50;
    private const int LargestPage = 200;
    private const int DefaultSuggestions = 10;
    private const int MostSuggestions = 50;
    private const string RetryAfterSeconds = "1";

    internal static RouteGroupBuilder MapCredentials(this IEndpointRouteBuilder app)
    {
        var credentials = app.MapGroup("/api/v1/credentials").WithTags("Credentials");
        credentials.MapPost("/issue", IssueAsync)
            .ForIssuers()
            .LimitedBy(RateLimits.Issue)
            .ReadsItsBody()
            .WithName("IssueCredential")
            .WithSummary("Issues a credential")
            .WithDescription("Returns 201 once the credential, its event and its outbox row have been committed in one transaction. Delivery to the verifier follows automatically.")
            .Accepts<IssueCredentialRequest>("application/json")
            .Produces<IssuedDocument>(StatusCodes.Status201Created)
            .ProducesValidationProblem()
            .Produces<DuplicateProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        credentials.MapGet("/{id:guid}", FindAsync)
            .ForReaders()
            .WithName("GetCredential")
            .WithSummary("Reads a credential")
            .ProducesProblem(StatusCodes.Status404NotFound);
        credentials.MapGet("/{id:guid}/delivery", FindDeliveryAsync)
            .ForReaders()
            .WithName("GetCredentialDelivery")
            .WithSummary("Reads a credential's delivery status")
            .ProducesProblem(StatusCodes.Status404NotFound);
        credentials.MapGet("/", ListAsync)
            .ForReaders()
            .WithName("ListCredentials")
            .WithSummary("Lists credentials with their delivery status, newest first")
            .WithDescription("Filters are combined: only credentials that match all of them are listed. Use a cursor only with the filters that it was created with.")
            .ProducesValidationProblem();
        credentials.MapGet("/suggestions", SuggestAsync)
            .ForReaders()
            .WithName("SuggestTexts")
            .WithSummary("Lists types or issuers that have been used before, in alphabetical order")
            .ProducesValidationProblem();
        return credentials;
    }

    private static async Task<IResult> IssueAsync(HttpContext context, IssuanceWriter writer, DeliveryTimeline timeline, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);

        var now = Rfc3339.ToMilliseconds(time.GetUtcNow());
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var request = IssueRequestReader.Read(await context.Request.ReadBodyAsync(cancellationToken), today);
        if (request.Errors.Count > 0) return TypedResults.ValidationProblem(request.Errors);
        if (context.User.Organisation() is { } organisation && request.IssuerName != organisation) return NotYours(organisation);

        var credential = new IssuedContent(
            Guid.CreateVersion7(now), request.HolderName, request.CredentialType, today, request.ExpiryDate, request.IssuerName, request.Metadata, WorkerIdentity.Id, now);
        var correlationId = CorrelationIdOf(context);
        context.Response.Headers[CorrelationHeader] = correlationId;
        var issue = NewCredential.Create(credential, correlationId, Activity.Current, context.User.Actor());

        Guid standing;
        try
        {
            standing = await writer.WriteAsync(issue, cancellationToken);
        }
        catch (IssuanceBusyException)
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return TypedResults.Problem("The service is overloaded. No credential was issued; try again in a second.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        if (standing == credential.Id)
        {
            timeline.CountIssued();
            return TypedResults.Created($"/api/v1/credentials/{credential.Id}", new IssuedDocument(true, $"Credential issued by {credential.IssuedBy}.", issue.ToDocument(), WorkerIdentity.Id));
        }

        return TypedResults.Problem(
            "A credential of this type already exists for this holder from this issuer.",
            statusCode: StatusCodes.Status409Conflict,
            extensions: new Dictionary<string, object?> { ["credentialId"] = standing.ToString() });
    }

    private static async Task<Results<Ok<CredentialDocument>, ProblemHttpResult>> FindAsync(
        [Description("The credential's ID")] Guid id, CredentialStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await store.FindAsync(id, caller.Organisation(), cancellationToken) is { } found ? TypedResults.Ok(found.Credential) : NotIssuedHere(id);

    private static async Task<Results<Ok<DeliveryDocument>, ProblemHttpResult>> FindDeliveryAsync(
        [Description("The credential's ID")] Guid id, CredentialStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await store.FindAsync(id, caller.Organisation(), cancellationToken) is { } found ? TypedResults.Ok(found.Delivery) : NotIssuedHere(id);

    private static async Task<Results<Ok<CredentialPage>, ValidationProblem>> ListAsync(
        CredentialSearch search,
        ClaimsPrincipal caller,
        [FromQuery(Name = "limit"), Range(1, LargestPage), Description("How many, from 1 to 200; 50 if left out")] string? limit,
        [FromQuery(Name = "cursor"), Description("The nextCursor of the previous page")] string? cursor,
        [FromQuery(Name = "id"), DataType("uuid"), Description("A complete credential ID")] string? wholeId,
        [FromQuery, StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("The start of the holder's name or of a word in it, ignoring case. Case folding follows Unicode: ß equals ss, a final sigma equals a sigma; the dotless ı is a separate letter")] string? holder,
        [FromQuery, StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("The start of the type, ignoring case")] string? type,
        [FromQuery, StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("The start of the issuer's name, ignoring case")] string? issuer,
        [FromQuery, AllowedValues(DeliveryStates.Pending, DeliveryStates.Retrying, DeliveryStates.Published, DeliveryStates.Confirmed, DeliveryStates.Dead, DeliveryStates.Discarded), Description("The delivery state")] string? state,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var filter = CredentialFilter.Read(wholeId, holder, type, issuer, state, errors) with { Organisation = caller.Organisation() };
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        Guid? before = null;
        if (cursor is not null)
        {
            if (Guid.TryParseExact(cursor, "D", out var id)) before = id;
            else errors["cursor"] = ["This must be the nextCursor of the previous page, unchanged."];
        }

        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);

        var found = await search.ListAsync(filter, before, count + 1, cancellationToken); // One more than asked for shows whether there is a next page.
        var items = found.Count > count ? found[..count] : found;
        return TypedResults.Ok(new CredentialPage(items, found.Count > count ? items[^1].Credential.Id.ToString() : null));
    }

    private static async Task<Results<Ok<SuggestionsDocument>, ValidationProblem>> SuggestAsync(
        CredentialSearch search,
        ClaimsPrincipal caller,
        [FromQuery, Required, AllowedValues("credentialType", "issuerName"), Description("Which field to suggest values for")] string? field,
        [FromQuery, StringLength(CredentialFilter.MaxCharacters), Description("The start of the values, ignoring case; all values if left out or empty")] string? prefix,
        [FromQuery, Range(1, MostSuggestions), Description("How many, from 1 to 50; 10 if left out")] string? limit,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var column = field switch { "credentialType" => "credential_type", "issuerName" => "issuer_name", _ => null };
        if (column is null) errors["field"] = ["This must be credentialType or issuerName."];
        var beginning = prefix is { Length: > 0 } ? CredentialFilter.Beginning("prefix", prefix, errors) : "";
        var count = PageLimit.Read(limit, DefaultSuggestions, MostSuggestions, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        return TypedResults.Ok(new SuggestionsDocument(caller.Organisation() switch
        {
            null => await search.SuggestAsync(column!, beginning!, count, cancellationToken),
            var organisation when column == "issuer_name" => UnicodeText.Fold(organisation).StartsWith(beginning!, StringComparison.Ordinal) ? [organisation] : [],
            var organisation => await search.SuggestTypesAsync(organisation, beginning!, count, cancellationToken),
        }));
    }

    private static ProblemHttpResult NotYours(string organisation)
    {
        var rule = $"You may only issue credentials for {organisation}.";
        return TypedResults.Problem($"issuerName: {rule}", statusCode: StatusCodes.Status403Forbidden, extensions: new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { ["issuerName"] = [rule] } });
    }

    private static ProblemHttpResult NotIssuedHere(Guid id) =>
        TypedResults.Problem($"No credential with the ID {id} was issued here.", statusCode: StatusCodes.Status404NotFound);

    /// <summary>The caller's correlation ID if it is short and holds only plain characters, else the trace ID.</summary>
    private static string CorrelationIdOf(HttpContext context)
    {
        var given = context.Request.Headers[CorrelationHeader].ToString();
        var plain = given.Length is > 0 and <= 128 && given.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
        return plain ? given : Activity.Current?.TraceId.ToString() ?? Guid.CreateVersion7().ToString();
    }
}
