using Microsoft.Extensions.Options;

namespace Issuance.Api.Batches;

/// <summary>Where people verify a credential.</summary>
internal sealed class VerifyLinks(IOptions<BatchOptions> options)
{
    private readonly string _root = options.Value.VerifyAddress?.AbsoluteUri.TrimEnd('/') ?? "";

    /// <summary>The link to a credential's page; only its path if the address of the pages is not set.</summary>
    public string Of(Guid credentialId) => $"{_root}/v/{credentialId}";

    /// <summary>The link by which a holder shows a credential; only its path if the address of the pages is not set. The token follows a <c>#</c>, so that no server's log contains it.</summary>
    public string OfShare(string token) => $"{_root}/s#{token}";
}
