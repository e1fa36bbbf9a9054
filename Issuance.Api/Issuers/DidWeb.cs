using System.Globalization;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Issuers;

/// <summary>The DIDs of issuers (W3C did:web Method Specification): each stands for the address of a document, at the configured public address.</summary>
internal sealed class DidWeb(IOptions<IssuerOptions> options)
{
    private readonly string? _prefix = options.Value.PublicAddress is { } address ? PrefixOf(address) : null;

    /// <summary>The DID of an issuer; null if no public address is configured.</summary>
    public string? Of(string slug) => _prefix is null ? null : $"{_prefix}:issuers:{slug}";

    /// <summary>Whether DIDs can be made of an address: they are read over HTTPS, except on this machine, and contain no IP address.</summary>
    public static bool IsPublicAddress(Uri? address) => address switch
    {
        null => true,
        { IsAbsoluteUri: false } => false,
        { UserInfo.Length: > 0 } or { Query.Length: > 0 } or { Fragment.Length: > 0 } or { HostNameType: not UriHostNameType.Dns } => false,
        _ => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || address.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))), // RFC 6761, section 6.3.
    };

    private static string PrefixOf(Uri address)
    {
        var port = address.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $"%3A{address.Port}");
        // A path of the address becomes further parts.
        var path = string.Concat(address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(static part => $":{part}"));
        return $"did:web:{address.IdnHost}{port}{path}";
    }
}
