using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using KubeCredential.Papers;
using KubeCredential.Papers.Drawing;
using KubeCredential.Security;
using KubeCredential.Security.Limits;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Text;
using KubeCredential.VerifiableCredentials;
using KubeCredential.VerifiableCredentials.OpenBadges;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Verification.Api.Credentials;

namespace Verification.Api.Reports;

/// <summary>Signed reports of verifications: PDFs that say what was verified, what came of it, when and by whom.</summary>
internal static class ReportEndpoints
{
    /// <summary>Where the certificates are published.</summary>
    public const string CertificatesPath = "/api/v1/report-certificates";

    private const string AdminPath = "/admin/report-certificates";

    private const string Pdf = "application/pdf";
    private const string RetryAfterSeconds = "2";

    internal static RouteHandlerBuilder MapReports(this IEndpointRouteBuilder app)
    {
        app.MapGet(CertificatesPath, CertificatesAsync)
            .WithTags("Verification")
            .ForEverybody()
            .LimitedBy(RateLimits.Verify)
            .WithName("GetReportCertificates")
            .WithSummary("Says whether this verifier makes signed reports, and with which certificates it signs them")
            .WithDescription("A report names the SHA-256 fingerprint of the certificate that it was signed with: it must be one of these, and not a compromised one. The certificates that signed earlier reports stay in the list.")
            .Produces<ReportSigningDocument>();
        var admin = app.MapGroup(AdminPath).WithTags("Administration").ForOperators();
        admin.MapPost("/rotate", RotateAsync)
            .WithName("RotateReportCertificate")
            .WithSummary("Retires the certificate that signs reports, and makes another one")
            .WithDescription("What the retired one has signed stays as good as it was.")
            .Produces<ReportProblem>(StatusCodes.Status409Conflict, "application/problem+json");
        admin.MapPost("/{fingerprint}/compromise", CompromiseAsync)
            .WithName("CompromiseReportCertificate")
            .WithSummary("Declares a certificate that signs reports, or has signed them, as compromised")
            .WithDescription("Reports are signed with another one at once. It stays published, as compromised: nobody can tell the reports that it has signed from forged ones any more. This cannot be undone.")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .Produces<ReportProblem>(StatusCodes.Status409Conflict, "application/problem+json");
        return app.MapPost("/api/v1/credentials/report", MakeAsync)
            .WithTags("Verification")
            .ForEverybody()
            .LimitedBy(RateLimits.Verify)
            .ReadsItsBody()
            .TakesLargeBodies(LargeBodies.MaxPictureBytes)
            .WithName("MakeVerificationReport")
            .WithSummary("Verifies a credential, and reports on it as a signed PDF")
            .WithDescription("Send what POST /api/v1/credentials/verify takes, or a PNG or an SVG with a badge in it. The credential is verified anew, and the report states that verdict, whatever it is: also that the credential is revoked or unknown. The PDF carries the API's answer as verdict.json, and is signed by the verifier (PAdES baseline B).")
            .Accepts<VerifyCredentialRequest>("application/json", "image/png", "image/svg+xml")
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                operation.RequestBody!.Description = "What is to be verified, as POST /api/v1/credentials/verify takes it; or a PNG or an SVG of at most 4 MiB, with an Open Badge 3.0 baked into it.";
                foreach (var (type, one) in operation.RequestBody.Content!)
                {
                    if (type.StartsWith("image/", StringComparison.Ordinal)) one.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
                }

                return Task.CompletedTask;
            })
            .Produces<byte[]>(StatusCodes.Status200OK, Pdf)
            .ProducesValidationProblem()
            .Produces<ReportProblem>(StatusCodes.Status409Conflict, "application/problem+json")
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<ReportSigningDocument>> CertificatesAsync(Verifier verifier, ReportCertificates certificates, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "public, max-age=60";
        return verifier.MakesReports ? await ListAsync(verifier, certificates, cancellationToken) : TypedResults.Ok(ReportSigningDocument.Off);
    }

    private static async Task<Ok<ReportSigningDocument>> ListAsync(Verifier verifier, ReportCertificates certificates, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ReportSigningDocument(true, verifier.Name, verifier.Address, [.. (await certificates.ListAsync(cancellationToken)).Select(ReportCertificateDocument.Of)]));

    private static async Task<Results<Ok<ReportSigningDocument>, ProblemHttpResult>> RotateAsync(Verifier verifier, ReportCertificates certificates, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (!verifier.MakesReports) return NoReports();
        await certificates.RotateAsync(caller.Actor(), cancellationToken);
        return await ListAsync(verifier, certificates, cancellationToken);
    }

    private static async Task<Results<Ok<ReportSigningDocument>, ValidationProblem, ProblemHttpResult>> CompromiseAsync(
        [Description("The SHA-256 of the certificate in hexadecimal digits, as reports show it")] string fingerprint,
        [FromQuery, Required, StringLength(OperatorReason.MaxCharacters), Description("What happened, at most 500 characters; required")] string? reason,
        Verifier verifier, ReportCertificates certificates, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        if (!verifier.MakesReports) return NoReports();
        if (OperatorReason.FaultOfRequired(reason) is { } fault) return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["reason"] = [fault] });
        return await certificates.CompromiseAsync(fingerprint.ToLowerInvariant(), reason!, caller.Actor(), cancellationToken) switch
        {
            null => TypedResults.Problem($"There is no such certificate. GET {CertificatesPath} lists all.", statusCode: StatusCodes.Status404NotFound),
            true => Conflict("compromised", "This certificate has been declared as compromised before."),
            false => await ListAsync(verifier, certificates, cancellationToken),
        };
    }

    private static ProblemHttpResult NoReports() => Conflict("noReports", "This verifier makes no reports. Its operators switch them on with Report:KeySecret and Report:Address.");

    private static async Task<IResult> MakeAsync(
        HttpContext context, Verifier verifier, ReportMaker maker, ReportCertificates certificates, DrawingDesk desk, ClaimsPrincipal caller,
        [FromQuery, Description("The language: en, de or ar; else as the browser says")] string? language,
        [FromQuery, AllowedValues("A4", "Letter"), Description("The size of its pages; A4 if left out")] string? page,
        CancellationToken cancellationToken)
    {
        if (!verifier.MakesReports) return NoReports();
        if (PageSize.Find(page ?? PageSize.A4.Name) is not { } size) return Invalid("page", "This must be A4 or Letter.");
        if (language is not null && !LanguageTag.IsTag(language)) return Invalid("language", LanguageTag.Rule);
        var texts = ReportTexts.For(language, context.Request.Headers.AcceptLanguage.ToString());
        var (refused, subject) = await VerifyAsync(context, maker, texts, caller.Actor(), cancellationToken);
        if (subject is null) return refused!;
        var certificate = await certificates.CurrentAsync(cancellationToken);
        try
        {
            var report = maker.PaperOf(subject, texts, size, certificate);
            if (await desk.DrawAsync(() => PaperDrawing.Pdf(report, new PaperSignature(certificate, texts.Reason)), cancellationToken) is not { } pdf)
            {
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
                return TypedResults.Problem("Too many reports are being made. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable);
            }

            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"verification-report-{subject.At.UtcDateTime:yyyyMMdd-HHmmss}.pdf\"");
            return TypedResults.Bytes(pdf, Pdf);
        }
        catch (MissingCharacterException missing)
        {
            var character = string.Create(CultureInfo.InvariantCulture, $"U+{missing.CodePoint:X4}");
            return Conflict("missingCharacter", $"The fonts have no glyph for {character}, which is in {missing.Field}. The verdict itself does not depend on it.", ("field", missing.Field), ("character", character));
        }
        catch (LongAddressException)
        {
            return Conflict("longAddress", "The address of the verification pages is too long for a QR code that can be scanned from paper. Set Report:Address to a shorter one.");
        }
    }

    /// <summary>Verifies what was sent.</summary>
    private static async Task<(IResult? Refused, ReportSubject? Subject)> VerifyAsync(HttpContext context, ReportMaker maker, ReportTexts texts, string actor, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() is "image/png" or "image/svg+xml")
        {
            try
            {
                var badge = BadgeImage.Extract(await request.ReadBodyAsync(cancellationToken));
                return (null, await maker.OfDocumentAsync(new PresentedDocument(badge, IsPresentation: false, null, null, null), texts.Language, actor, cancellationToken));
            }
            catch (CredentialException error)
            {
                return (Invalid(RequestJson.BodyField, error.Message), null);
            }
        }

        if (!request.HasJsonContentType()) return (TypedResults.Problem("Send JSON, or a PNG or an SVG with a badge in it.", statusCode: StatusCodes.Status415UnsupportedMediaType), null);
        var body = await request.ReadBodyAsync(cancellationToken);
        if (body.Length > LargeBodies.MaxDocumentBytes) return (TypedResults.Problem(statusCode: StatusCodes.Status413PayloadTooLarge), null);
        var question = VerificationQuestion.Read(body);
        if (question.Errors is { } errors) return (TypedResults.ValidationProblem(errors), null);
        if (question.Document is { } document) return (null, await maker.OfDocumentAsync(document, texts.Language, actor, cancellationToken));
        // A report must not bear whatever text somebody sends as an ID.
        return Guid.TryParseExact(question.Id.Trim(), "D", out var id)
            ? (null, await maker.OfCredentialAsync(id, question, texts.Language, actor, cancellationToken))
            : (Invalid("id", "This must be a UUID."), null);
    }

    private static ValidationProblem Invalid(string field, string rule) => TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [rule] });

    private static ProblemHttpResult Conflict(string code, string detail, params ReadOnlySpan<(string Name, object? Value)> more)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        foreach (var (name, value) in more) extensions[name] = value;
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict, extensions: extensions);
    }
}
