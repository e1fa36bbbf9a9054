using System.Net;
using System.Net.Sockets;

namespace KubeCredential.Outbound;

/// <summary>
/// Which addresses belong to public servers (the IANA special-purpose address registries of IPv4 and IPv6, RFC 6890). Of IPv6 only global unicast counts (2000::/3, RFC 4291), without what
/// contains an IPv4 address or leads elsewhere, so that a range assigned in the future is refused until it is known here.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork s_globalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] s_special =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        ]).Select(static text => IPNetwork.Parse(text)),
    ];

    /// <summary>Whether an address is that of a public server.</summary>
    public static bool Contains(IPAddress address)
    {
        var plain = Plain(address);
        return (plain.AddressFamily == AddressFamily.InterNetwork || (plain.AddressFamily == AddressFamily.InterNetworkV6 && s_globalUnicast.Contains(plain)))
            && !Array.Exists(s_special, network => network.Contains(plain));
    }

    /// <summary>An IPv4 address that is written as one of IPv6 (RFC 4291, section 2.5.5.2) as what it is.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
