using System.ComponentModel;
using System.Security.Claims;
using Issuance.Api.Issuers;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuance.Api.Holders;

/// <summary>The issuers' own texts of messages to holders.</summary>
internal static class MailTextEndpoints
{
    internal static void MapMailTexts(this IEndpointRouteBuilder app)
    {
        var texts = app.MapGroup("/api/v1/issuers/{slug}/mail-texts").WithTags("Holders").ForReaders();
        texts.MapGet("/", ListAsync)
            .WithName("GetMailTexts")
            .WithSummary("Reads the texts of the messages to an issuer's holders, and the defaults")
            .ProducesProblem(StatusCodes.Status404NotFound);
        texts.MapPut("/", ReplaceAsync).ReadsItsBody()
            .WithName("SetMailTexts")
            .WithSummary("Writes the texts of the messages to an issuer's holders")
            .WithDescription("All of them: where there is none any more, the default is used.")
            .Accepts<MailTextsRequest>("application/json")
            .Produces<MailTextList>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        texts.MapPost("/preview", PreviewAsync).ReadsItsBody()
            .WithName("PreviewMailText")
            .WithSummary("Shows how a text would be sent, with examples in the place of its placeholders")
            .Accepts<MailText>("application/json")
            .Produces<MailPreview>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<Results<Ok<MailTextList>, ProblemHttpResult>> ListAsync(
        [Description("The issuer's name in addresses")] string slug, IssuerStore issuers, MailTextStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        await FindAsync(slug, issuers, caller, cancellationToken) is null ? Unknown(slug) : TypedResults.Ok(await DocumentAsync(slug, store, cancellationToken));

    private static async Task<IResult> ReplaceAsync([Description("The issuer's name in addresses")] string slug, HttpContext context, IssuerStore issuers, MailTextStore store, CancellationToken cancellationToken)
    {
        if (await FindAsync(slug, issuers, context.User, cancellationToken) is null) return Unknown(slug);
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var texts = HolderRequestReader.ReadTexts(await context.Request.ReadBodyAsync(cancellationToken), errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        await store.ReplaceAsync(slug, texts, context.User.Actor(), cancellationToken);
        return TypedResults.Ok(await DocumentAsync(slug, store, cancellationToken));
    }

    private static async Task<IResult> PreviewAsync(
        [Description("The issuer's name in addresses")] string slug, HttpContext context, IssuerStore issuers, HolderLinks links, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(slug, issuers, context.User, cancellationToken) is not { } issuer) return Unknown(slug);
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var text = HolderRequestReader.ReadText(await context.Request.ReadBodyAsync(cancellationToken), errors);
        if (errors.Count > 0 || text is null) return TypedResults.ValidationProblem(errors);
        return TypedResults.Ok(MailTemplate.Render(text, new Dictionary<string, string>
        {
            [MailTemplate.Holder] = "Ada Lovelace",
            [MailTemplate.Credential] = "Bachelor of Science",
            [MailTemplate.Issuer] = issuer.Name,
            [MailTemplate.Link] = links.PersonalLink("example"),
            [MailTemplate.Expires] = MailLanguages.DayOf(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(30), text.Language),
            [MailTemplate.Answer] = LanguageTag.PrimaryOf(text.Language) switch { "de" => "Ihr Name ist jetzt richtig geschrieben.", "ar" => "تم تصحيح اسمك.", _ => "Your name is spelled correctly now." },
        }));
    }

    private static async Task<MailTextList> DocumentAsync(string slug, MailTextStore store, CancellationToken cancellationToken) =>
        new(await store.ListAsync(slug, cancellationToken), DefaultMailTexts.All, MailTemplate.Placeholders);

    /// <summary>An issuer, unless the caller is limited to another one.</summary>
    private static async Task<Issuer?> FindAsync(string slug, IssuerStore issuers, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        IssuerSlug.IsValid(slug) && await issuers.FindAsync(slug, cancellationToken) is { } issuer && (caller.Organisation() is not { } organisation || organisation == issuer.Name) ? issuer : null;

    private static ProblemHttpResult Unknown(string slug) =>
        TypedResults.Problem($"No issuer {(IssuerSlug.IsValid(slug) ? $"'{slug}' " : "of this name ")}is registered here.", statusCode: StatusCodes.Status404NotFound);
}
