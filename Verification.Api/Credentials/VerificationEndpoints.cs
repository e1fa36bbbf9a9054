using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using KubeCredential.ServiceDefaults;
using KubeCredential.ServiceDefaults.Audit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Verification.Api.Credentials;

/// <summary>Verifying credentials.</summary>
internal static class VerificationEndpoints
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    internal static RouteGroupBuilder MapVerification(this IEndpointRouteBuilder app)
    {
        var credentials = app.MapGroup("/api/v1/credentials").WithTags("Verification");
        credentials.MapPost("/verify", VerifyAsync)
            .WithName("VerifyCredential")
            .WithSummary("Tells whether a credential is valid")
            .WithDescription("200 with isValid true or false for a credential that is known here; 404 with isValid false for one that is not, such as one issued a moment ago that has not arrived.")
            .Accepts<VerifyCredentialRequest>("application/json")
            .Produces<VerificationDocument>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        return credentials;
    }

    private static async Task<IResult> VerifyAsync(HttpContext context, VerificationStore store, VerificationTally tally, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return NotValid(StatusCodes.Status415UnsupportedMediaType, null);
        var (text, fault) = await ReadIdAsync(context.Request, cancellationToken);
        if (text is null) return NotValid(StatusCodes.Status400BadRequest, fault);

        var isId = Guid.TryParseExact(text.Trim(), "D", out var id);
        var known = isId ? await store.FindAsync(id, cancellationToken) : null;
        var now = time.GetUtcNow();
        if (known is null)
        {
            await tally.RecordAsync(isId ? id : null, AuditOutcome.Unknown, now, cancellationToken);
            return NotValid(StatusCodes.Status404NotFound, "This credential is not known here. If it was issued a moment ago, it may not have arrived yet.");
        }

        if (known.ExpiryDate is { } lastDay && lastDay < DateOnly.FromDateTime(now.UtcDateTime))
        {
            await tally.RecordAsync(id, AuditOutcome.Expired, now, cancellationToken);
            return new VerificationResult(known, false, $"This credential expired on {Rfc3339.Format(lastDay)}.", now);
        }

        await tally.RecordAsync(id, AuditOutcome.Valid, now, cancellationToken);
        return new VerificationResult(known, true, "This credential is valid.", now);
    }

    private static async Task<(string? Id, string? Fault)> ReadIdAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (!read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var result = ReadId(read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray());
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return result;
        }
    }

    private static (string? Id, string? Fault) ReadId(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span)) return (null, "The body is not valid UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return (null, "The body must be a JSON object with the credential's id: {\"id\": \"…\"}.");
            if (!document.RootElement.TryGetProperty("id", out var id)) return (null, "id: This is required; send {\"id\": \"…\"}.");
            return id.ValueKind == JsonValueKind.String ? (id.GetString(), null) : (null, "id: This must be text.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return (null, "The body must be a JSON object with the credential's id: {\"id\": \"…\"}."); // InvalidOperationException: half of a surrogate pair
        }
    }

    private static ProblemHttpResult NotValid(int status, string? detail) =>
        TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["isValid"] = false });
}
