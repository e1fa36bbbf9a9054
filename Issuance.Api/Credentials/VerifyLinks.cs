namespace Issuance.Api.Credentials;

/// <summary>Where people verify a credential.</summary>
/// <param name="pages">The address of the verification pages; null if it is not set.</param>
internal sealed class VerifyLinks(Uri? pages)
{
    // A name of a host in other scripts is written as DNS has it, which every scanner, mail program and PDF reader understands.
    private readonly string _root = pages is null ? "" : new UriBuilder(pages) { Host = pages.IdnHost }.Uri.AbsoluteUri.TrimEnd('/');

    /// <summary>The link to a credential's page; only its path if the address of the pages is not set.</summary>
    public string Of(Guid credentialId) => $"{_root}/v/{credentialId}";

    /// <summary>The link by which a holder shows a credential; only its path if the address of the pages is not set. The token follows a <c>#</c>, so that no server's log contains it.</summary>
    public string OfShare(string token) => $"{_root}/s#{token}";

    /// <summary>The link to a credential's page as an absolute address; null if the address of the pages is not set.</summary>
    public Uri? AddressOf(Guid credentialId) => pages is null ? null : new Uri(Of(credentialId));
}
