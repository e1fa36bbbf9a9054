using System.ComponentModel;
using System.Data.Common;
using System.Diagnostics;
using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using KubeCredential.Hosting;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Issuance.Api.Lifecycle;

/// <summary>Changing the status of credentials.</summary>
internal static class LifecycleEndpoints
{
    private const string ProblemType = "application/problem+json";
    private const string IfMatch = "If-Match";

    internal static RouteGroupBuilder MapLifecycle(this IEndpointRouteBuilder app)
    {
        var credentials = app.MapGroup("/api/v1/credentials").WithTags("Lifecycle").ForIssuers().LimitedBy(RateLimits.Issue);
        Map<ReasonRequest>(LifecycleAction.Suspend, "SuspendCredential", "Suspends a credential", "Until it is reinstated, every verdict says that it is suspended.");
        Map<NoteRequest>(LifecycleAction.Reinstate, "ReinstateCredential", "Reinstates a suspended credential", "It is valid again, within its dates.");
        Map<ReasonRequest>(LifecycleAction.Revoke, "RevokeCredential", "Revokes a credential", "This is final: every verdict says that it is revoked.");
        Map<EraseRequest>(LifecycleAction.Erase, "EraseCredential", "Erases the content of a credential", "This is final: its content leaves every database, queue and stream within a minute. Its ID, versions, times, status and the salted hash of its content remain.");
        Map<ReplaceRequest>(LifecycleAction.Replace, "ReplaceCredential", "Issues a corrected credential in place of another one", "Both are written in one transaction. The old one is superseded, and every verdict about it names the new one.", supersedes: true);
        Map<RenewRequest>(LifecycleAction.Renew, "RenewCredential", "Issues a credential with new dates in place of another one", "Both are written in one transaction. The old one stays valid until its own end or the first day of the new one, whichever comes first.", supersedes: true);
        credentials.MapPost("/status", ChangeManyAsync)
            .ReadsItsBody()
            .WithName("ChangeManyCredentials")
            .WithSummary("Changes the status of up to 1,000 credentials")
            .WithDescription("Each credential is changed on its own and has a result of its own: one that cannot be changed does not hold up the others.")
            .Accepts<ManyRequest>("application/json")
            .Produces<ManyDocument>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        return credentials;

        void Map<TRequest>(string action, string name, string summary, string description, bool supersedes = false)
            where TRequest : notnull
        {
            var endpoint = credentials.MapPost($"/{{id:guid}}/{action}", ([Description("The credential's ID")] Guid id, HttpContext context, IssuanceWriter writer, ITypeRegistry types, DeliveryTimeline timeline, TimeProvider time, CancellationToken cancellationToken) =>
                    ChangeAsync(id, action, context, writer, types, timeline, time, cancellationToken))
                .ReadsItsBody()
                .WithName(name)
                .WithSummary(summary)
                .WithDescription($"{description} What is done already is answered with 200 and changes nothing. Send If-Match with the credential's ETag to change exactly that version.")
                .Accepts<TRequest>(isOptional: typeof(TRequest) == typeof(NoteRequest), "application/json")
                .ProducesValidationProblem()
                .ProducesProblem(StatusCodes.Status404NotFound)
                .Produces<StateProblem>(StatusCodes.Status409Conflict, ProblemType)
                .Produces<StateProblem>(StatusCodes.Status412PreconditionFailed, ProblemType)
                .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
                .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
                .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            if (supersedes) endpoint.Produces<SupersededDocument>(StatusCodes.Status201Created);
            else endpoint.Produces<ChangedDocument>();
        }
    }

    private static async Task<IResult> ChangeAsync(
        Guid id, string action, HttpContext context, IssuanceWriter writer, ITypeRegistry types, DeliveryTimeline timeline, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await context.Request.ReadBodyAsync(cancellationToken);
        if (!body.IsEmpty && !context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var now = Rfc3339.ToMilliseconds(time.GetUtcNow());
        var errors = new Dictionary<string, string[]>();
        var order = LifecycleRequestReader.Read(body, action, id, DateOnly.FromDateTime(now.UtcDateTime), errors);
        var expected = VersionsOf(context.Request.Headers.IfMatch, errors);
        if (errors.Count > 0 || order is null) return TypedResults.ValidationProblem(errors);

        var command = new LifecycleCommand(
            id, order, context.User.Organisation(), expected, context.User.Actor(), Correlation.Of(context), Activity.Current, now, await types.CurrentAsync(cancellationToken));
        WriteAnswer answer;
        try
        {
            answer = await writer.WriteAsync(command, waitsForRoom: false, cancellationToken);
        }
        catch (IssuanceBusyException)
        {
            return CredentialEndpoints.Busy(context, "Nothing was changed");
        }

        if (answer.Credential is not { } credential) return CredentialEndpoints.NotIssuedHere(id);
        switch (answer.Outcome)
        {
            case WriteOutcome.OtherVersion:
                return StateProblem.Of(credential, StatusCodes.Status412PreconditionFailed, $"The credential has version {credential.Version}: it was changed meanwhile. Read it again, and decide again.");
            case WriteOutcome.Impossible:
                return StateProblem.Of(credential, StatusCodes.Status409Conflict, $"This credential cannot be {DoneBy(action)}. {answer.Detail}");
            case WriteOutcome.Invalid:
                return TypedResults.ValidationProblem(answer.Errors!);
            case WriteOutcome.Duplicate when answer.Standing is var (standing, state):
                return DuplicateProblem.Of(standing, state);
        }

        if (answer.Successor is { } successor)
        {
            timeline.CountIssued();
            context.Response.Headers.ETag = successor.ETag;
            return TypedResults.Created(
                $"/api/v1/credentials/{successor.Id}",
                new SupersededDocument(true, $"Credential {DoneBy(action)}: {successor.Id} takes its place.", successor, credential, true, WorkerIdentity.Id));
        }

        var changed = answer.Outcome == WriteOutcome.Written;
        context.Response.Headers.ETag = credential.ETag;
        return TypedResults.Ok(new ChangedDocument(true, $"Credential {DoneBy(action)}{(changed ? "" : " already; nothing was changed")}.", credential, changed, WorkerIdentity.Id));
    }

    private static async Task<IResult> ChangeManyAsync(HttpContext context, IssuanceWriter writer, ITypeRegistry types, DeliveryTimeline timeline, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var now = Rfc3339.ToMilliseconds(time.GetUtcNow());
        var errors = new Dictionary<string, string[]>();
        var many = LifecycleRequestReader.ReadMany(await context.Request.ReadBodyAsync(cancellationToken), DateOnly.FromDateTime(now.UtcDateTime), errors);
        if (errors.Count > 0 || many is not var (order, ids)) return TypedResults.ValidationProblem(errors);

        var registered = await types.CurrentAsync(cancellationToken);
        var (organisation, actor, correlationId) = (context.User.Organisation(), context.User.Actor(), Correlation.Of(context));
        var results = await Task.WhenAll(ids.Select(async id =>
        {
            try
            {
                return ResultOf(id, await writer.WriteAsync(new LifecycleCommand(id, order, organisation, null, actor, correlationId, Activity.Current, now, registered), waitsForRoom: true, cancellationToken));
            }
            catch (Exception error) when (error is IssuanceBusyException or DbException)
            {
                return new OneResult(id, OneResult.Failed, Detail: "The service could not write it now. Send it again.");
            }
        }));
        foreach (var one in results)
        {
            if (one.Successor is not null) timeline.CountIssued();
        }

        var (changed, unchanged) = (results.Count(static one => one.Outcome == OneResult.Changed), results.Count(static one => one.Outcome == OneResult.Unchanged));
        var failed = results.Length - changed - unchanged;
        return TypedResults.Ok(new ManyDocument(
            failed == 0, $"{changed} of {results.Length} credentials {DoneBy(order.Action)}; {unchanged} already were, {failed} could not be.", changed, unchanged, failed, results, WorkerIdentity.Id));
    }

    private static OneResult ResultOf(Guid id, WriteAnswer answer)
    {
        if (answer.Credential is not { } credential) return new OneResult(id, OneResult.NotFound, Detail: "No credential with this ID was issued here.");
        var (outcome, detail) = answer.Outcome switch
        {
            WriteOutcome.Written => (OneResult.Changed, null),
            WriteOutcome.Unchanged => (OneResult.Unchanged, null),
            WriteOutcome.Duplicate => (OneResult.Impossible, $"Another credential stands for this holder, type and issuer: {answer.Standing?.Id}."),
            WriteOutcome.Invalid => (OneResult.Impossible, string.Join(' ', answer.Errors!.SelectMany(static error => error.Value, static (error, rule) => $"{error.Key}: {rule}"))),
            _ => (OneResult.Impossible, answer.Detail),
        };
        return new OneResult(id, outcome, StatusDocument.Of(credential.Status), credential.Version, answer.Successor?.Id, detail);
    }

    /// <summary>The versions that a caller expects, from its <c>If-Match</c> (RFC 9110, section 13.1.1); null if any will do.</summary>
    private static List<int>? VersionsOf(StringValues header, Dictionary<string, string[]> errors)
    {
        if (header.Count == 0) return null;
        if (!EntityTagHeaderValue.TryParseStrictList(header!, out var tags))
        {
            errors[IfMatch] = ["This must be * or the ETag of the credential, such as \"3\"."];
            return null;
        }

        if (tags.Any(static tag => tag.Equals(EntityTagHeaderValue.Any))) return null;
        // A weak tag, and one that is no version, match nothing.
        return [.. tags.Where(static tag => !tag.IsWeak).Select(static tag => int.TryParse(tag.Tag.AsSpan().Trim('"'), out var version) ? version : -1)];
    }

    private static string DoneBy(string action) => action switch
    {
        LifecycleAction.Suspend => "suspended",
        LifecycleAction.Reinstate => "reinstated",
        LifecycleAction.Revoke => "revoked",
        LifecycleAction.Replace => "replaced",
        LifecycleAction.Renew => "renewed",
        _ => "erased",
    };
}
