using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace KubeCredential.Security.Limits;

/// <summary>
/// The subject of a limit: an API key, a user, or the network that a request comes from. For IPv6 that is the /64, within which
/// a host can choose addresses at will (RFC 4291, section 2.5.4).
/// </summary>
/// <param name="Caller">The signed-in caller, or null.</param>
/// <param name="Network">The IPv4 address, or the first half of the IPv6 address; 0 for a signed-in caller.</param>
public readonly record struct LimitedClient(string? Caller, ulong Network)
{
    private const ulong Buckets = 4096;
    private const string ManyCallers = "many";

    /// <summary>The network of a request, whoever is signed in.</summary>
    public static LimitedClient AtAddressOf(HttpContext context) => new(null, NetworkOf(context.Connection.RemoteIpAddress));

    /// <summary>One of a few substitute clients, which this one shares with others.</summary>
    public LimitedClient Merge() => new(ManyCallers, (ulong)GetHashCode() % Buckets);

    /// <summary>The client as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Caller}:{Network:x}");

    internal static ulong NetworkOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.TryWriteBytes(bytes, out var length)) return 0;
        if (length == 4) return BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return address.IsIPv4MappedToIPv6 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
