using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Issuance.Api.Idempotency;
using Issuance.Api.Credentials;
using Issuance.Api.Lifecycle;
using KubeCredential.Events;
using KubeCredential.Live;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace Issuance.Api.Batches;

/// <summary>Batches: many credentials issued or changed from one file.</summary>
internal static class BatchEndpoints
{
    private const string Path = "/api/v1/batches";
    private const string CsvType = "text/csv";
    private const int MaxFileName = 200;
    private const int DefaultPage = 50;
    private const int LargestPage = 200;

    internal static RouteGroupBuilder MapBatches(this IEndpointRouteBuilder app)
    {
        var batches = app.MapGroup(Path).WithTags("Batches");
        IdempotencyKey.Declare(batches.MapPost("/", UploadAsync))
            .ForIssuers()
            .LimitedBy(RateLimits.Issue)
            .ReadsItsBody()
            .WithMetadata(new RequestSizeLimitAttribute(BatchUpload.MaxBytes))
            .WithName("UploadBatch")
            .WithSummary("Uploads a file of rows, to issue or change a credential for each")
            .WithDescription("Send a CSV (delimited by comma, semicolon or tab; in UTF-8, UTF-16 or Windows-1252), NDJSON or XLSX file (its first sheet) of at most 128 MiB, 200,000 rows and 200 columns; it is recognised by its content. Every row is checked; nothing is issued or changed before the batch is confirmed. Columns are matched with fields by their headings; see PUT /api/v1/batches/{id}/mapping.")
            .Accepts<byte[]>(CsvType, "application/x-ndjson", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/octet-stream")
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                operation.RequestBody!.Description = "The file.";
                foreach (var one in operation.RequestBody.Content!.Values) one.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
                return Task.CompletedTask;
            })
            .Produces<BatchDocument>(StatusCodes.Status202Accepted)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .DisableRequestTimeout();
        batches.MapGet("/", ListAsync)
            .ForReaders()
            .WithName("ListBatches")
            .WithSummary("Lists batches, newest first")
            .ProducesValidationProblem();
        batches.MapGet("/template.csv", TemplateAsync)
            .ForReaders()
            .WithName("GetBatchTemplate")
            .WithSummary("Hands out an empty file with the headings for an action, and for a type if one is given")
            .Produces<string>(StatusCodes.Status200OK, CsvType)
            .ProducesValidationProblem();
        batches.MapGet("/{id:guid}", FindAsync)
            .ForReaders()
            .WithName("GetBatch")
            .WithSummary("Reads a batch")
            .ProducesProblem(StatusCodes.Status404NotFound);
        batches.MapPut("/{id:guid}/mapping", MapAsync)
            .ForIssuers()
            .WithName("MapBatch")
            .WithSummary("Says what the columns mean, and gives values for all rows")
            .WithDescription("The rows are checked anew. What the columns mean is remembered for the caller's next file of this action and type.")
            .Produces<BatchDocument>(StatusCodes.Status202Accepted)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<BatchProblem>(StatusCodes.Status409Conflict, "application/problem+json");
        batches.MapGet("/{id:guid}/rows", ListRowsAsync)
            .ForReaders()
            .WithName("ListBatchRows")
            .WithSummary("Lists the rows of a batch, in the order of the file")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
        batches.MapGet("/{id:guid}/faults", CountFaultsAsync)
            .ForReaders()
            .WithName("CountBatchFaults")
            .WithSummary("Counts what is wrong with the rows of a batch, by column and rule, the most frequent first")
            .WithDescription("Empty until all rows have been checked.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        Map("confirm", ConfirmAsync, "ConfirmBatch", "Carries out the valid rows of a batch", "Each exactly once, whatever happens to the service meanwhile. With allOrNothing, only if no row is invalid.").ProducesValidationProblem();
        Map("pause", PauseAsync, "PauseBatch", "Makes a running batch wait", "Rows that are being written are still written.");
        Map("resume", ResumeAsync, "ResumeBatch", "Lets a paused batch go on", "");
        Map("cancel", CancelAsync, "CancelBatch", "Cancels a batch", "Rows that are done stay done.");
        Csv("results", ResultsAsync, "GetBatchResults", "Hands out all rows with what became of them: the cells, the outcome, the credential, its link, and what is wrong");
        Csv("faults", FaultsAsync, "GetBatchFaults", "Hands out the rows that break a rule or failed, with what is wrong; mended, it can be sent again as it is");
        batches.MapGet("/{id:guid}/stream", FollowAsync)
            .ForReaders()
            .WithName("FollowBatch")
            .WithSummary("Streams the progress of a batch as server-sent events")
            .WithDescription("Events: hello, progress (at most twice a second), problem. It ends when the batch is done and all that it issued or changed can be verified, or when it was cancelled or refused. The schema describes the data of each event.")
            .Produces<BatchStreamEvents>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .DisableRequestTimeout();
        return batches;

        RouteHandlerBuilder Map(string name, Delegate handler, string operation, string summary, string description) => batches.MapPost($"/{{id:guid}}/{name}", handler)
            .ForIssuers()
            .WithName(operation)
            .WithSummary(summary)
            .WithDescription(description)
            .Produces<BatchDocument>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<BatchProblem>(StatusCodes.Status409Conflict, "application/problem+json");

        void Csv(string name, Delegate handler, string operation, string summary) => batches.MapGet($"/{{id:guid}}/{name}.csv", handler)
            .ForReaders()
            .WithName(operation)
            .WithSummary(summary)
            .WithDescription("UTF-8 with a byte-order mark, with the delimiter of the file. Cells that a spreadsheet would take for a formula begin with an apostrophe.")
            .Produces<string>(StatusCodes.Status200OK, CsvType)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .DisableRequestTimeout();
    }

    private static async Task<IResult> UploadAsync(
        HttpContext context,
        BatchUpload upload,
        BatchFieldList fields,
        BatchSignal signal,
        [FromQuery, Required, AllowedValues(BatchAction.Issue, BatchAction.Revoke, BatchAction.Suspend, BatchAction.Reinstate, BatchAction.Renew), Description("What to do with each row")] string? action,
        [FromQuery, StringLength(CredentialFields.MaxTypeCharacters, MinimumLength = 1), Description("To issue: the credential type of rows that name none")] string? type,
        [FromQuery, StringLength(CredentialFields.MaxNameCharacters, MinimumLength = 1), Description("To issue: the issuer of rows that name none")] string? issuer,
        [FromQuery, StringLength(MaxFileName), Description("The name of the file")] string? fileName,
        [FromQuery, AllowedValues(
            StatusReason.Error, StatusReason.Withdrawn, StatusReason.Fraud, StatusReason.NonCompliance, StatusReason.NonPayment, StatusReason.KeyCompromise, StatusReason.Administrative, StatusReason.Other),
            Description("To revoke or suspend: the public reason of rows that name none")] string? reason,
        [FromQuery, StringLength(LifecycleRequestReader.MaxNoteCharacters), Description("To change: the private note of rows that have none")] string? note,
        [FromQuery, AllowedValues("true", "false"), Description("Whether the batch can be confirmed only if no row is invalid; false if left out")] string? allOrNothing,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        if (action is null || !BatchAction.All.Contains(action)) errors["action"] = [$"This must be one of {string.Join(", ", BatchAction.All)}."];
        if (allOrNothing is not (null or "true" or "false")) errors["allOrNothing"] = ["This must be true or false."];
        if (reason is not null && !StatusReason.All.Contains(reason)) errors["reason"] = [$"This must be one of {string.Join(", ", StatusReason.All)}."];
        if (reason is not null && action is not (null or BatchAction.Revoke or BatchAction.Suspend)) errors["reason"] = ["This is for revoke and suspend only."];
        if (action == BatchAction.Issue && note is not null) errors["note"] = ["This is for changes only."];
        foreach (var (name, value) in ((string, string?)[])[("type", type), ("issuer", issuer)])
        {
            if (value is not null && action is not (null or BatchAction.Issue)) errors[name] = [$"This is for {BatchAction.Issue} only."];
        }

        type = TextOf("type", type, CredentialFields.MaxTypeCharacters);
        issuer = TextOf("issuer", issuer, CredentialFields.MaxNameCharacters);
        note = TextOf("note", note, LifecycleRequestReader.MaxNoteCharacters);
        fileName = fileName is null ? null : UnicodeText.ToNfc(new string([.. UnicodeText.Shorten(fileName, MaxFileName).Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '_' : c)]));
        IdempotencyKey.TryRead(context, errors, out var key);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var organisation = context.User.Organisation();
        if (organisation is not null && issuer is not null && issuer != organisation)
        {
            var rule = $"You may only issue credentials for {organisation}.";
            return TypedResults.Problem($"issuer: {rule}", statusCode: StatusCodes.Status403Forbidden, extensions: new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { ["issuer"] = [rule] } });
        }

        if (action == BatchAction.Issue) issuer ??= organisation;
        var order = new BatchStore.Order(action!, type, issuer, reason, note, allOrNothing == "true", fileName);
        var result = await upload.TakeAsync(context.Request.Body, order, organisation, context.User.Actor(), Correlation.Of(context),
            key is { } sent ? (sent, hash => IdempotencyKey.FingerprintOf(context, hash)) : null, cancellationToken);
        if (result.Batch is not { } batch)
        {
            if (result.Key is { } standing) return standing == IdempotencyStore.Standing.Reused ? IdempotencyKey.Reused() : IdempotencyKey.InProgress(context);
            if (result.Status == StatusCodes.Status503ServiceUnavailable) context.Response.Headers.RetryAfter = "5";
            return result.Status == StatusCodes.Status400BadRequest
                ? TypedResults.ValidationProblem(new Dictionary<string, string[]> { [RequestJson.BodyField] = [result.Problem!] })
                : TypedResults.Problem(result.Problem, statusCode: result.Status);
        }

        signal.Set();
        return TypedResults.Accepted($"{Path}/{batch.Id}", await fields.DocumentAsync(batch, cancellationToken));

        string? TextOf(string name, string? value, int most)
        {
            if (value is null) return null;
            using var document = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { [name] = value }, BatchJson.Default.DictionaryStringString));
            return CredentialFields.Text(document.RootElement, name, most, errors);
        }
    }

    private static async Task<Results<Ok<BatchPage>, ValidationProblem>> ListAsync(
        BatchStore store, BatchFieldList fields, ClaimsPrincipal caller,
        [FromQuery(Name = "limit"), Range(1, LargestPage), Description("How many, from 1 to 200; 50 if left out")] string? limit,
        [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        Guid? before = null;
        if (cursor is not null && Guid.TryParseExact(cursor, "D", out var last)) before = last;
        else if (cursor is not null) errors["cursor"] = ["This must be the nextCursor of the previous page, unchanged."];
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var found = await store.ListAsync(caller.Organisation(), before, count + 1, cancellationToken); // One more than asked for shows whether there is a next page.
        var isLast = found.Count <= count;
        if (!isLast) found.RemoveRange(count, found.Count - count);
        var documents = new List<BatchDocument>(found.Count);
        foreach (var one in found) documents.Add(await fields.DocumentAsync(one, cancellationToken));
        return TypedResults.Ok(new BatchPage(documents, isLast ? null : found[^1].Id.ToString()));
    }

    private static async Task<Results<Ok<BatchDocument>, ProblemHttpResult>> FindAsync(
        [Description("The batch's ID")] Guid id, BatchStore store, BatchFieldList fields, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await store.FindAsync(id, caller.Organisation(), cancellationToken) is { } batch ? TypedResults.Ok(await fields.DocumentAsync(batch, cancellationToken)) : Unknown(id);

    private static async Task<Results<Accepted<BatchDocument>, ValidationProblem, ProblemHttpResult>> MapAsync(
        [Description("The batch's ID")] Guid id, [FromBody] BatchMappingRequest? request, BatchStore store, BatchFieldList fields, BatchSignal signal, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, caller.Organisation(), cancellationToken) is not { } batch) return Unknown(id);
        var errors = new Dictionary<string, string[]>();
        if (batch.Headings is not { } headings) return Conflict(batch, "its columns have not been read yet");
        var mapped = BatchMapping.Apply(batch.Action, headings, request, batch.Defaults, errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        var remembered = mapped.Columns.Select(static one => (BatchMapping.KeyOf(one.Name), one.Field ?? "")).DistinctBy(static one => one.Item1).ToArray();
        if (await store.MapAsync(batch, mapped.Columns, mapped.Defaults, remembered, cancellationToken) is not { } changed)
            return Conflict(await store.FindAsync(id, caller.Organisation(), cancellationToken) ?? batch, "the meaning of columns can be changed only before it is confirmed");
        signal.Set();
        return TypedResults.Accepted($"{Path}/{id}", await fields.DocumentAsync(changed, cancellationToken));
    }

    private static async Task<Results<Ok<BatchRowPage>, ValidationProblem, ProblemHttpResult>> ListRowsAsync(
        [Description("The batch's ID")] Guid id, BatchStore store, VerifyLinks links, ClaimsPrincipal caller,
        [FromQuery(Name = "limit"), Range(1, LargestPage), Description("How many, from 1 to 200; 50 if left out")] string? limit,
        [FromQuery, Description("The nextCursor of the previous page")] string? cursor,
        [FromQuery, AllowedValues(RowOutcomes.Valid, RowOutcomes.Invalid, RowOutcomes.Done, RowOutcomes.Failed), Description("Only rows of which this has become")] string? outcome,
        [FromQuery, StringLength(MaxFileName), Description("Only rows with something wrong in the column of this heading")] string? column,
        [FromQuery, StringLength(MaxFileName), Description("Only rows that break the rule of this code; see GET /api/v1/batches/{id}/faults")] string? code,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var count = PageLimit.Read(limit, DefaultPage, LargestPage, errors);
        var after = 0;
        if (cursor is not null && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after)) errors["cursor"] = ["This must be the nextCursor of the previous page, unchanged."];
        var only = outcome is null ? null : RowOutcomes.OutcomeOf(outcome);
        if (outcome is not null && only is null) errors["outcome"] = [$"This must be one of {RowOutcomes.Valid}, {RowOutcomes.Invalid}, {RowOutcomes.Done}, {RowOutcomes.Failed}."];
        if (only is not (null or RowOutcome.Invalid) && (column ?? code) is not null) errors[column is null ? "code" : "column"] = ["Only invalid rows have faults: leave the outcome out."];
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        if (await store.FindAsync(id, caller.Organisation(), cancellationToken) is null) return Unknown(id);
        var found = column is null && code is null
            ? await store.ListRowsAsync(id, only, after, count + 1, cancellationToken)
            : await store.ListFaultyRowsAsync(id, await KindsAsync(), after, count + 1, cancellationToken);
        var isLast = found.Count <= count;
        if (!isLast) found.RemoveRange(count, found.Count - count);
        return TypedResults.Ok(new BatchRowPage(found.ConvertAll(row => row.ToDocument(links)), isLast ? null : found[^1].Row.ToString(CultureInfo.InvariantCulture)));

        async Task<List<int>> KindsAsync() => [.. (await store.ReadFaultKindsAsync(id, cancellationToken)).Index()
            .Where(one => (column is null || one.Item.Column == column) && (code is null || one.Item.Code == code)).Select(static one => one.Index)];
    }

    private static async Task<Results<Ok<BatchFaultSummary>, ProblemHttpResult>> CountFaultsAsync(
        [Description("The batch's ID")] Guid id, BatchStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await store.FindAsync(id, caller.Organisation(), cancellationToken) is null
            ? Unknown(id)
            : TypedResults.Ok(new BatchFaultSummary([.. (await store.ReadFaultKindsAsync(id, cancellationToken)).OrderByDescending(static one => one.Count)]));

    private static Task<Results<Ok<BatchDocument>, ProblemHttpResult>> ConfirmAsync(
        [Description("The batch's ID")] Guid id, [FromBody] BatchConfirmation? confirmation, BatchStore store, BatchFieldList fields, BatchSignal signal, HttpContext context, CancellationToken cancellationToken) => ChangeAsync(
        id, store, fields, signal, context,
        (batch, actor, correlationId, token) => store.ConfirmAsync(batch, confirmation?.AllOrNothing ?? batch.AllOrNothing, actor, correlationId, token), BatchState.Running,
        static batch => batch.State != BatchState.Ready ? "only a batch that is ready can be confirmed"
            : batch.Counts.Valid == 0 ? "none of its rows is valid"
            : $"it is all or nothing, and {batch.Counts.Invalid} of its rows are invalid",
        cancellationToken);

    private static Task<Results<Ok<BatchDocument>, ProblemHttpResult>> PauseAsync(
        [Description("The batch's ID")] Guid id, BatchStore store, BatchFieldList fields, BatchSignal signal, HttpContext context, CancellationToken cancellationToken) =>
        ChangeAsync(id, store, fields, signal, context, store.PauseAsync, BatchState.Paused, static _ => "only a running batch can be paused", cancellationToken);

    private static Task<Results<Ok<BatchDocument>, ProblemHttpResult>> ResumeAsync(
        [Description("The batch's ID")] Guid id, BatchStore store, BatchFieldList fields, BatchSignal signal, HttpContext context, CancellationToken cancellationToken) =>
        ChangeAsync(id, store, fields, signal, context, store.ResumeAsync, BatchState.Running, static _ => "only a paused batch can be resumed", cancellationToken);

    private static Task<Results<Ok<BatchDocument>, ProblemHttpResult>> CancelAsync(
        [Description("The batch's ID")] Guid id, BatchStore store, BatchFieldList fields, BatchSignal signal, HttpContext context, CancellationToken cancellationToken) =>
        ChangeAsync(id, store, fields, signal, context, store.CancelAsync, BatchState.Cancelled, static _ => "there is nothing left to cancel", cancellationToken);

    /// <summary>Changes a batch's state. What is done already changes nothing.</summary>
    private static async Task<Results<Ok<BatchDocument>, ProblemHttpResult>> ChangeAsync(
        Guid id, BatchStore store, BatchFieldList fields, BatchSignal signal, HttpContext context, Func<Batch, string, string, CancellationToken, Task<Batch?>> change, string wanted, Func<Batch, string> why,
        CancellationToken cancellationToken)
    {
        var organisation = context.User.Organisation();
        if (await store.FindAsync(id, organisation, cancellationToken) is not { } batch) return Unknown(id);
        if (batch.State == wanted) return TypedResults.Ok(await fields.DocumentAsync(batch, cancellationToken));
        if (await change(batch, context.User.Actor(), Correlation.Of(context), cancellationToken) is not { } changed)
        {
            var now = await store.FindAsync(id, organisation, cancellationToken) ?? batch;
            return Conflict(now, why(now));
        }

        signal.Set();
        return TypedResults.Ok(await fields.DocumentAsync(changed, cancellationToken));
    }

    private static async Task<IResult> ResultsAsync([Description("The batch's ID")] Guid id, BatchStore store, BatchExport export, HttpContext context, CancellationToken cancellationToken) =>
        await store.FindAsync(id, context.User.Organisation(), cancellationToken) is { } batch ? export.Results(batch) : Unknown(id);

    private static async Task<IResult> FaultsAsync([Description("The batch's ID")] Guid id, BatchStore store, BatchExport export, HttpContext context, CancellationToken cancellationToken) =>
        await store.FindAsync(id, context.User.Organisation(), cancellationToken) is { } batch ? export.Faults(batch) : Unknown(id);

    private static async Task<IResult> TemplateAsync(
        BatchFieldList fields, ClaimsPrincipal caller,
        [FromQuery, AllowedValues(BatchAction.Issue, BatchAction.Revoke, BatchAction.Suspend, BatchAction.Reinstate, BatchAction.Renew), Description("For which action; issue if left out")] string? action,
        [FromQuery, StringLength(CredentialFields.MaxTypeCharacters, MinimumLength = 1), Description("To issue: for which credential type")] string? type,
        [FromQuery, StringLength(CredentialFields.MaxNameCharacters, MinimumLength = 1), Description("To issue: for which issuer's type, if several have one of this name")] string? issuer,
        CancellationToken cancellationToken)
    {
        action ??= BatchAction.Issue;
        if (!BatchAction.All.Contains(action)) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["action"] = [$"This must be one of {string.Join(", ", BatchAction.All)}."] });
        return BatchExport.Template(await fields.OfAsync(action, type, caller.Organisation() ?? issuer, cancellationToken));
    }

    private static async Task<IResult> FollowAsync(
        [Description("The batch's ID")] Guid id, BatchStore store, BatchHub hub, IStillSignedIn signedIn, HttpContext context, CancellationToken cancellationToken)
    {
        var organisation = context.User.Organisation();
        return await store.FindAsync(id, organisation, cancellationToken) is null ? Unknown(id) : new LiveResult(hub, [id], organisation, token => signedIn.IsAsync(context, token));
    }

    private static ProblemHttpResult Unknown(Guid id) => TypedResults.Problem($"There is no batch with the ID {id} here.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Conflict(Batch batch, string why) => TypedResults.Problem(
        $"The batch is {batch.State}: {why}.", statusCode: StatusCodes.Status409Conflict, extensions: new Dictionary<string, object?> { ["state"] = batch.State });
}

/// <summary>Batches as the endpoints return them, with the fields that their columns can mean.</summary>
internal sealed class BatchFieldList(BatchTypes types, IOptions<BatchOptions> options)
{
    /// <summary>A batch's document.</summary>
    public async ValueTask<BatchDocument> DocumentAsync(Batch batch, CancellationToken cancellationToken) =>
        batch.ToDocument(await OfAsync(batch.Action, batch.TypeName, batch.Issuer, cancellationToken), options.Value.KeepFor);

    /// <summary>The fields of an action and type.</summary>
    public async ValueTask<IReadOnlyList<BatchFieldDocument>> OfAsync(string action, string? type, string? issuer, CancellationToken cancellationToken) =>
        BatchFields.Documents(action, action == BatchAction.Issue ? await types.PropertiesOfAsync(type, issuer, cancellationToken) : []);
}
