namespace Verification.Api.Credentials;

/// <summary>Verifies documents that prove themselves.</summary>
internal interface IDocumentVerification
{
    /// <summary>Verifies a presented document and answers with the verdict.</summary>
    Task<IResult> AnswerAsync(PresentedDocument document, string actor, CancellationToken cancellationToken);
}
