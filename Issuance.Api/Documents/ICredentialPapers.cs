namespace Issuance.Api.Documents;

/// <summary>Makes credentials on paper.</summary>
internal interface ICredentialPapers
{
    /// <summary>A credential on paper.</summary>
    /// <param name="credentialId">The credential; whether the caller may see it was checked before.</param>
    /// <param name="format"><c>pdf</c>, <c>png</c> or <c>svg</c>.</param>
    /// <param name="page">The size of the page as asked for, or null.</param>
    /// <param name="language">The language as asked for, or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<CredentialPaper> MakeAsync(Guid credentialId, string format, string? page, string? language, CancellationToken cancellationToken);
}

/// <summary>A credential on paper, or why there is none.</summary>
/// <param name="Bytes">The file; null if there is none.</param>
/// <param name="MediaType">Its media type; null if there is none.</param>
/// <param name="Status">If there is none: the HTTP status.</param>
/// <param name="Problem">If there is none: why, as a sentence.</param>
internal sealed record CredentialPaper(byte[]? Bytes, string? MediaType, int Status = StatusCodes.Status200OK, string? Problem = null);
