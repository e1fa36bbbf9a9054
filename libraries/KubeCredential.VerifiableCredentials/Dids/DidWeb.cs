using System.Globalization;
using System.Net;

namespace KubeCredential.VerifiableCredentials.Dids;

/// <summary>DIDs that stand for an address on the web (did:web Method Specification, W3C Credentials Community Group).</summary>
public static class DidWeb
{
    /// <summary>What such DIDs begin with.</summary>
    public const string Prefix = "did:web:";

    /// <summary>The DID of an address: the place below which its <c>did.json</c> is found.</summary>
    /// <param name="address">An absolute address with a host name, over HTTPS or on this machine, such as <c>https://example.org:8443/issuers/1</c>.</param>
    /// <exception cref="CredentialException">No such DID can stand for it (<see cref="CredentialError.InvalidDid"/>, <see cref="CredentialError.ForbiddenDidHost"/>).</exception>
    public static string Of(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri || address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && IsThisMachine(address.Host))) throw Invalid("The address is not one over HTTPS.");
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0) throw Invalid("The address has more than a host, a port and a path.");
        if (address.HostNameType != UriHostNameType.Dns) throw Forbidden();
        var port = address.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $"%3A{address.Port}");
        var did = $"{Prefix}{address.IdnHost}{port}{string.Concat(address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(static part => $":{part}"))}";
        return Did.IsValid(did) ? did : throw Invalid("The path of the address has characters that no DID has.");
    }

    /// <summary>
    /// The address of the document. It is over HTTPS, except for a host that is this machine (RFC 6761, section 6.3). Whether its host may be asked, and whether it has a public
    /// address, is for the caller to see to: this library does not look names up.
    /// </summary>
    /// <exception cref="CredentialException">
    /// The DID is malformed (<see cref="CredentialError.InvalidDid"/>), or its host is an IP address in any notation (<see cref="CredentialError.ForbiddenDidHost"/>).
    /// </exception>
    public static Uri AddressOf(string did)
    {
        ArgumentNullException.ThrowIfNull(did);
        if (!Did.IsValid(did) || !did.StartsWith(Prefix, StringComparison.Ordinal)) throw Invalid("The text is not a did:web.");
        var parts = did[Prefix.Length..].Split(':');
        var (host, port) = HostOf(parts[0]);
        // The parts of a path stay as they are written, and none of them may lead elsewhere.
        foreach (var part in parts.AsSpan(1))
        {
            if (Uri.UnescapeDataString(part) is "" or "." or ".." || Uri.UnescapeDataString(part).AsSpan().IndexOfAny("/\\?#") >= 0) throw Invalid("A part of the path would lead elsewhere.");
        }

        var path = parts.Length == 1 ? "/.well-known" : string.Concat(parts.Skip(1).Select(static part => $"/{part}"));
        var scheme = IsThisMachine(host) ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        return Uri.TryCreate($"{scheme}://{host}{port}{path}/did.json", UriKind.Absolute, out var address) && address.HostNameType == UriHostNameType.Dns
            ? address
            : throw Invalid("The DID does not stand for an address.");
    }

    private static (string Host, string Port) HostOf(string part)
    {
        var (host, port) = part.IndexOf('%', StringComparison.Ordinal) is >= 0 and var place ? (part[..place], part[place..]) : (part, "");
        if (port.Length > 0)
        {
            if (!port.StartsWith("%3A", StringComparison.OrdinalIgnoreCase) || !ushort.TryParse(port.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
                throw Invalid("The port is not a number after '%3A'.");
            port = string.Create(CultureInfo.InvariantCulture, $":{number}");
        }

        if (host.Length is 0 or > 253) throw Invalid("The DID has no host.");
        // Programs read 127.1, 0x7f000001 and 2130706433 as addresses, too: no name of the domain name system ends in a number.
        var last = host.TrimEnd('.').Split('.')[^1];
        if (IPAddress.TryParse(host, out _) || last.Length == 0 || char.IsAsciiDigit(last[0])) throw Forbidden();
        return Uri.CheckHostName(host) == UriHostNameType.Dns ? (host, port) : throw Invalid("The host is not a name of the domain name system.");
    }

    private static bool IsThisMachine(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static CredentialException Invalid(string message) => new(CredentialError.InvalidDid, message);

    private static CredentialException Forbidden() => new(CredentialError.ForbiddenDidHost, "The host of a did:web is a name, never an IP address.");
}
