using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Issuance.Api.Idempotency;
using Issuance.Api.Outbox;
using KubeCredential.Hosting;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Storage.Audit;
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
        IdempotencyKey.Declare(credentials.MapPost("/issue", IssueAsync))
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
            .WithDescription("Filters are combined: only credentials that match all of them are listed. Use a cursor only with the filters and the order that it was created with. Without sort, with expiresBefore those that expire soonest come first; with status=expired, those that expired last; with status=notYetValid, those that become valid soonest.")
            .ProducesValidationProblem();
        credentials.MapGet("/count", CountAsync)
            .ForReaders()
            .WithName("CountCredentials")
            .WithSummary("Counts the credentials that match, with bounded work")
            .ProducesValidationProblem();
        credentials.MapGet("/export", ExportAsync)
            .ForReaders()
            .WithName("ExportCredentials")
            .WithSummary("Exports the credentials that match, of any number, as CSV or as one JSON object a line")
            .WithDescription("The answer is written while the credentials are read. In CSV, cells that begin like a formula (=, +, -, @, tab, line break) get an apostrophe in front. Each export is recorded in the audit trail.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv", "application/x-ndjson")
            .ProducesValidationProblem();
        credentials.MapGet("/suggestions", SuggestAsync)
            .ForReaders()
            .WithName("SuggestTexts")
            .WithSummary("Lists types or issuers that have been used before, in alphabetical order")
            .ProducesValidationProblem();
        credentials.MapSavedViews();
        return credentials;
    }

    private static async Task<IResult> IssueAsync(
        HttpContext context, IssuanceWriter writer, IIssuerAdmission issuers, ITypeRegistry types, IdempotencyStore keys, CredentialStore store, DeliveryTimeline timeline, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);

        var now = Rfc3339.ToMilliseconds(time.GetUtcNow());
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var body = await context.Request.ReadBodyAsync(cancellationToken);
        var request = IssueRequestReader.Read(body, today);
        IdempotencyKey.TryRead(context, request.Errors, out var key);
        if (request.Errors.Count > 0) return TypedResults.ValidationProblem(request.Errors);
        if (context.User.Organisation() is { } organisation && request.IssuerName != organisation) return NotYours(organisation);

        var claim = new IdempotencyStore.Claim(IdempotencyStore.Standing.Mine, Guid.CreateVersion7(now), Guid.CreateVersion7(now), IsRepeated: false, null, null);
        if (key is { } sent)
        {
            claim = await keys.ClaimAsync(sent, IdempotencyKey.FingerprintOf(context, SHA256.HashData(body.Span)), claim.ResourceId, claim.EventId, cancellationToken);
            if (claim.Standing == IdempotencyStore.Standing.Reused) return IdempotencyKey.Reused();
            if (claim.Standing == IdempotencyStore.Standing.InProgress) return IdempotencyKey.InProgress(context);
            if (claim.Other is var (other, otherState)) return DuplicateProblem.Of(other, otherState);
            // The answer of an earlier attempt, whether or not it reached anybody.
            if (claim.IsRepeated && await store.FindIssuedAsync(claim.ResourceId, cancellationToken) is { } earlier)
            {
                if (claim.Status is null) await keys.AnswerAsync(sent, StatusCodes.Status201Created, null, cancellationToken);
                return Created(context, earlier, earlier.Json is { } json ? JsonSerializer.Deserialize(json, CredentialJson.Relaxed.IssuedContent)!.WorkerId : WorkerIdentity.Id);
            }
        }

        try
        {
            if (!await issuers.AdmitAsync(request.IssuerName, context.User.Actor(), cancellationToken))
                return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["issuerName"] = ["No issuer of this name is registered here. Check the spelling, or register it first (POST /api/v1/issuers)."] });

            var admission = (await types.CurrentAsync(cancellationToken)).Admit(request.CredentialType, request.IssuerName, request.ValidFrom, request.ExpiryDate, request.Metadata);
            if (admission.Faults.Count > 0) return TypeProblem.Of(admission);
            var credential = new IssuedContent(
                claim.ResourceId, request.HolderName, request.CredentialType, today, request.ValidFrom, admission.ExpiryDate, request.IssuerName, request.Metadata, WorkerIdentity.Id, now)
            {
                Type = admission.Type!,
            };
            var issue = NewCredential.Create(credential, Correlation.Of(context), Activity.Current, context.User.Actor(), request.HolderId, request.HolderEmail, eventId: claim.EventId);
            var answer = await writer.WriteAsync(issue, waitsForRoom: false, cancellationToken);
            if (answer is { Outcome: WriteOutcome.Duplicate, Standing: var (standing, state) })
            {
                if (key is { } duplicate) await keys.AnswerAsync(duplicate, StatusCodes.Status409Conflict, (standing, state), cancellationToken);
                key = null;
                return DuplicateProblem.Of(standing, state);
            }

            timeline.CountIssued();
            if (key is { } done) await keys.AnswerAsync(done, StatusCodes.Status201Created, null, cancellationToken);
            key = null;
            return Created(context, answer.Credential!, WorkerIdentity.Id);
        }
        catch (IssuanceBusyException)
        {
            return Busy(context, "No credential was issued");
        }
        finally
        {
            if (key is { } open) await keys.ReleaseAsync(open, CancellationToken.None); // Without an answer, the next attempt need not wait.
        }
    }

    /// <summary>The response to a request that has issued a credential, now or in an earlier attempt.</summary>
    private static Created<IssuedDocument> Created(HttpContext context, CredentialDocument credential, string worker)
    {
        context.Response.Headers.ETag = credential.ETag;
        return TypedResults.Created($"/api/v1/credentials/{credential.Id}", new IssuedDocument(true, $"Credential issued by worker-{worker}.", credential, worker));
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
        [AsParameters] CredentialQuery query,
        [FromQuery(Name = "sort"), AllowedValues(CredentialOrders.Name, CredentialOrders.NameFromEnd, CredentialOrders.Oldest, CredentialOrders.Newest, CredentialOrders.Expiry, CredentialOrders.LatestExpiry), Description("The order; a minus turns it round. Newest first if left out. Credentials that do not expire come last in both orders by expiry")] string? sort,
        [FromQuery(Name = "limit"), Range(1, LargestPage), Description("How many, from 1 to 200; 50 if left out")] string? limit,
        [FromQuery(Name = "cursor"), Description("The nextCursor of the previous page")] string? cursor,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var filter = query.Read(sort, caller.Organisation(), TodayOf(time), errors);
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        var after = cursor is null ? null : CredentialPlace.Parse(cursor, filter.Order);
        if (cursor is not null && after is null) errors["cursor"] = ["This must be the nextCursor of the previous page, unchanged, with the same order."];
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);

        var found = await search.PageAsync(filter, after, count + 1, cancellationToken); // One more than asked for shows whether there is a next page.
        var isLast = found.Count <= count;
        if (!isLast) found.RemoveRange(count, found.Count - count);
        return TypedResults.Ok(new CredentialPage(found.ConvertAll(static one => one.Entry), isLast ? null : found[^1].Place.ToCursor()));
    }

    private static async Task<Results<Ok<CredentialCount>, ValidationProblem>> CountAsync(
        CredentialSearch search, ClaimsPrincipal caller, TimeProvider time, [AsParameters] CredentialQuery query, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var filter = query.Read(null, caller.Organisation(), TodayOf(time), errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var (count, isExact) = await search.CountAsync(filter, cancellationToken);
        return TypedResults.Ok(new CredentialCount(count, isExact, WorkerIdentity.Id));
    }

    private static async Task<Results<PushStreamHttpResult, ValidationProblem>> ExportAsync(
        HttpContext context,
        CredentialExport export,
        TimeProvider time,
        [AsParameters] CredentialQuery query,
        [FromQuery(Name = "sort"), AllowedValues(CredentialOrders.Name, CredentialOrders.NameFromEnd, CredentialOrders.Oldest, CredentialOrders.Newest, CredentialOrders.Expiry, CredentialOrders.LatestExpiry), Description("The order, as in the list")] string? sort,
        [FromQuery(Name = "format"), Required, AllowedValues(CredentialExport.Csv, CredentialExport.NdJson), Description("CSV (RFC 4180, UTF-8) or one JSON object a line")] string? format,
        [FromQuery(Name = "columns"), Description("The columns in order, divided by commas: id, holderName, holderId, credentialType, issuerName, issueDate, validFrom, expiryDate, status, statusSince, statusReason, delivery, version. All if left out")] string? columns,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var today = TodayOf(time);
        var filter = query.Read(sort, context.User.Organisation(), today, errors);
        if (format is not (CredentialExport.Csv or CredentialExport.NdJson)) errors["format"] = [$"This must be {CredentialExport.Csv} or {CredentialExport.NdJson}."];
        var chosen = CredentialExport.ReadColumns(columns, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);

        // Recorded before anything leaves. Which filters were given is no secret; what they look for may be a name.
        var given = context.Request.Query.Keys.Where(static name => name is not ("format" or "columns" or "sort")).Order(StringComparer.Ordinal).ToArray();
        var detail = $"{format}; columns: {string.Join(", ", chosen)}; {(given.Length > 0 ? $"filtered by {string.Join(", ", given)}" : "all")}";
        await export.RecordAsync(new AuditEntry(AuditAction.ListExported, AuditOutcome.Done, context.User.Actor()) { Detail = detail, CorrelationId = Correlation.Of(context) }.InCurrentTrace(), cancellationToken);
        return TypedResults.Stream(
            stream => WriteAsync(stream, cancellationToken),
            format == CredentialExport.Csv ? "text/csv; charset=utf-8" : "application/x-ndjson", $"credentials-{Rfc3339.Format(today)}.{format}");

        async Task WriteAsync(Stream stream, CancellationToken stop)
        {
            var output = System.IO.Pipelines.PipeWriter.Create(stream, new(leaveOpen: true));
            await export.WriteAsync(filter, format!, chosen, output, stop);
            await output.CompleteAsync();
        }
    }

    private static DateOnly TodayOf(TimeProvider time) => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

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
