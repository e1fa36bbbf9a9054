using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Security.Claims;
using Issuance.Api.Outbox;
using Issuance.Api.Storage;
using KubeCredential.Events;
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
            .WithDescription("Returns 201 once the credential, its event and its outbox row have been committed in one transaction. Delivery to the verifier follows automatically. If its type is registered, it must follow the type's schema; a 400 then lists each fault with its JSON Pointer, rule and kind of value in faults. Of the credentials of one issuer, type and holder (by holderId, or else by name) only one stands: it is neither revoked, superseded, erased nor expired.")
            .Accepts<IssueCredentialRequest>("application/json")
            .Produces<IssuedDocument>(StatusCodes.Status201Created)
            .Produces<TypeProblem>(StatusCodes.Status400BadRequest, "application/problem+json")
            .Produces<DuplicateProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        credentials.MapGet("/{id:guid}", FindAsync)
            .ForReaders()
            .WithName("GetCredential")
            .WithSummary("Reads a credential")
            .ProducesProblem(StatusCodes.Status404NotFound);
        credentials.MapGet("/{id:guid}/record", FindRecordAsync)
            .ForReaders()
            .WithName("GetCredentialRecord")
            .WithSummary("Reads a credential with what its issuer alone sees: the holder's number and e-mail address, notes, delivery")
            .ProducesProblem(StatusCodes.Status404NotFound);
        credentials.MapGet("/expiring", CountExpiringAsync)
            .ForReaders()
            .WithName("CountExpiringCredentials")
            .WithSummary("Counts the credentials that stand and expire within 30, 60 and 90 days");
        credentials.MapGet("/{id:guid}/delivery", FindDeliveryAsync)
            .ForReaders()
            .WithName("GetCredentialDelivery")
            .WithSummary("Reads a credential's delivery status")
            .ProducesProblem(StatusCodes.Status404NotFound);
        credentials.MapGet("/", ListAsync)
            .ForReaders()
            .WithName("ListCredentials")
            .WithSummary("Lists credentials with their delivery status, newest first")
            .WithDescription("Filters are combined: only credentials that match all of them are listed. Use a cursor only with the filters that it was created with. With expiresBefore, those that expire soonest come first; with status=expired, those that expired last; with status=notYetValid, those that become valid soonest.")
            .ProducesValidationProblem();
        credentials.MapGet("/suggestions", SuggestAsync)
            .ForReaders()
            .WithName("SuggestTexts")
            .WithSummary("Lists types or issuers that have been used before, in alphabetical order")
            .ProducesValidationProblem();
        return credentials;
    }

    private static async Task<IResult> IssueAsync(HttpContext context, IssuanceWriter writer, IIssuerAdmission issuers, ITypeRegistry types, DeliveryTimeline timeline, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);

        var now = Rfc3339.ToMilliseconds(time.GetUtcNow());
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var request = IssueRequestReader.Read(await context.Request.ReadBodyAsync(cancellationToken), today);
        if (request.Errors.Count > 0) return TypedResults.ValidationProblem(request.Errors);
        if (context.User.Organisation() is { } organisation && request.IssuerName != organisation) return NotYours(organisation);
        if (!await issuers.AdmitAsync(request.IssuerName, context.User.Actor(), cancellationToken))
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["issuerName"] = ["No issuer of this name is registered here. Check the spelling, or register it first (POST /api/v1/issuers)."] });

        var admission = (await types.CurrentAsync(cancellationToken)).Admit(request.CredentialType, request.IssuerName, request.ValidFrom, request.ExpiryDate, request.Metadata);
        if (admission.Faults.Count > 0) return TypeProblem.Of(admission);
        var credential = new IssuedContent(
            Guid.CreateVersion7(now), request.HolderName, request.CredentialType, today, request.ValidFrom, admission.ExpiryDate, request.IssuerName, request.Metadata, WorkerIdentity.Id, now)
        {
            Type = admission.Type,
        };
        var issue = NewCredential.Create(credential, Correlation.Of(context), Activity.Current, context.User.Actor(), request.HolderId, request.HolderEmail);

        WriteAnswer answer;
        try
        {
            answer = await writer.WriteAsync(issue, waitsForRoom: false, cancellationToken);
        }
        catch (IssuanceBusyException)
        {
            return Busy(context, "No credential was issued");
        }

        if (answer is { Outcome: WriteOutcome.Duplicate, Standing: var (standing, state) }) return DuplicateProblem.Of(standing, state);
        timeline.CountIssued();
        context.Response.Headers.ETag = answer.Credential!.ETag;
        return TypedResults.Created($"/api/v1/credentials/{credential.Id}", new IssuedDocument(true, $"Credential issued by {credential.IssuedBy}.", answer.Credential, WorkerIdentity.Id));
    }

    /// <summary>The response when too many requests are waiting.</summary>
    internal static ProblemHttpResult Busy(HttpContext context, string nothing)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Problem($"The service is overloaded. {nothing}; try again in a second.", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<CredentialDocument>, ProblemHttpResult>> FindAsync(
        [Description("The credential's ID")] Guid id, CredentialStore store, HttpContext context, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, context.User.Organisation(), cancellationToken) is not { } found) return NotIssuedHere(id);
        context.Response.Headers.ETag = found.Credential.ETag;
        return TypedResults.Ok(found.Credential);
    }

    private static async Task<Results<Ok<RecordDocument>, ProblemHttpResult>> FindRecordAsync(
        [Description("The credential's ID")] Guid id, CredentialStore store, HttpContext context, CancellationToken cancellationToken)
    {
        if (await store.FindRecordAsync(id, context.User.Organisation(), cancellationToken) is not { } found) return NotIssuedHere(id);
        context.Response.Headers.ETag = found.Credential.ETag;
        return TypedResults.Ok(found);
    }

    private static async Task<Ok<ExpiringDocument>> CountExpiringAsync(CredentialSearch search, ClaimsPrincipal caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var (counts, isExact) = await search.CountExpiringAsync(caller.Organisation(), today, [today.AddDays(30), today.AddDays(60), today.AddDays(90)], cancellationToken);
        return TypedResults.Ok(new ExpiringDocument(counts[0], counts[1], counts[2], isExact, WorkerIdentity.Id));
    }

    private static async Task<Results<Ok<DeliveryDocument>, ProblemHttpResult>> FindDeliveryAsync(
        [Description("The credential's ID")] Guid id, CredentialStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await store.FindAsync(id, caller.Organisation(), cancellationToken) is { } found ? TypedResults.Ok(found.Delivery) : NotIssuedHere(id);

    private static async Task<Results<Ok<CredentialPage>, ValidationProblem>> ListAsync(
        CredentialSearch search,
        ClaimsPrincipal caller,
        TimeProvider time,
        [FromQuery(Name = "limit"), Range(1, LargestPage), Description("How many, from 1 to 200; 50 if left out")] string? limit,
        [FromQuery(Name = "cursor"), Description("The nextCursor of the previous page")] string? cursor,
        [FromQuery(Name = "id"), DataType("uuid"), Description("A complete credential ID")] string? wholeId,
        [FromQuery, StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("The start of the holder's name or of a word in it, ignoring case. Case folding follows Unicode: ß equals ss, a final sigma equals a sigma; the dotless ı is a separate letter")] string? holder,
        [FromQuery, StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("The start of the type, ignoring case")] string? type,
        [FromQuery, StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("The start of the issuer's name, ignoring case")] string? issuer,
        [FromQuery, AllowedValues(DeliveryStates.Pending, DeliveryStates.Retrying, DeliveryStates.Published, DeliveryStates.Confirmed, DeliveryStates.Dead, DeliveryStates.Discarded), Description("The delivery state")] string? state,
        [FromQuery, AllowedValues(CredentialState.Active, CredentialState.Suspended, CredentialState.Revoked, CredentialState.Superseded, CredentialState.Erased, CredentialStatuses.Expired, CredentialStatuses.NotYetValid), Description("The credential's status: its state; or expired or notYetValid, which follow from the dates of active ones")] string? status,
        [FromQuery, DataType("date"), Description("Only credentials that stand and have not expired yet, and whose last day is before this one (YYYY-MM-DD)")] string? expiresBefore,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var filter = CredentialFilter.Read(wholeId, holder, type, issuer, state, status, expiresBefore, today, errors) with { Organisation = caller.Organisation() };
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        var after = PlaceOf(cursor, filter, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);

        var found = await search.PageAsync(filter, after, count + 1, cancellationToken); // One more than asked for shows whether there is a next page.
        var isLast = found.Count <= count;
        if (!isLast) found.RemoveRange(count, found.Count - count);
        return TypedResults.Ok(new CredentialPage(found.ConvertAll(static one => one.Entry), isLast ? null : CursorOf(found[^1].Place)));
    }

    /// <summary>The ID of the last credential of a page, preceded by its date where the list is sorted by one.</summary>
    private static string CursorOf(CredentialSearch.Place place) => place.Day is { } day ? $"{Rfc3339.Format(day)}.{place.Id}" : place.Id.ToString();

    private static CredentialSearch.Place? PlaceOf(string? cursor, CredentialFilter filter, Dictionary<string, string[]> errors)
    {
        if (cursor is null) return null;
        var (day, id) = (default(DateOnly), cursor);
        if (filter.Order is not null)
        {
            var dot = cursor.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0 && Rfc3339.TryParse(cursor[..dot], out day)) id = cursor[(dot + 1)..];
            else id = "";
        }

        if (Guid.TryParseExact(id, "D", out var last)) return new CredentialSearch.Place(filter.Order is null ? null : day, last);
        errors["cursor"] = ["This must be the nextCursor of the previous page, unchanged."];
        return null;
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

    internal static ProblemHttpResult NotIssuedHere(Guid id) =>
        TypedResults.Problem($"No credential with the ID {id} was issued here.", statusCode: StatusCodes.Status404NotFound);
}
