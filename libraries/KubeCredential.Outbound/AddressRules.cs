using System.Net;
using System.Net.Sockets;

namespace KubeCredential.Outbound;

/// <summary>Where documents may be fetched from: first by what the address says, then by the network address that is connected to.</summary>
internal sealed class AddressRules(OutboundOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    private const int MostCharacters = 2000;

    private readonly IReadOnlyList<IPNetwork> _allowed = options.TryReadNetworks() ?? throw new ArgumentException("Outbound:AllowedNetworks cannot be read.", nameof(options));

    /// <summary>Checks an address before anything is asked.</summary>
    /// <exception cref="FetchException">It must not be fetched.</exception>
    public void Check(Uri address)
    {
        if (!address.IsAbsoluteUri || !(address.Scheme == Uri.UriSchemeHttps || (options.AllowHttp && address.Scheme == Uri.UriSchemeHttp))) throw Refused("Only HTTPS addresses are fetched.");
        if (address.AbsoluteUri.Length > MostCharacters) throw Refused($"Its address has more than {MostCharacters} characters.");
        if (address.UserInfo.Length > 0) throw Refused("Its address contains a user name.");
        if (address.HostNameType != UriHostNameType.Dns || IPAddress.TryParse(address.IdnHost.TrimEnd('.'), out _)) throw Refused("Its address contains an IP address instead of a name.");
        if (!options.AnyPort && !address.IsDefaultPort) throw Refused("Its address contains a port.");
    }

    /// <summary>Connects to a host, at the first of its allowed network addresses that accepts. What was checked is what is connected to, whatever the name stands for a moment later.</summary>
    /// <exception cref="FetchException">None of its network addresses is allowed, or none accepts.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint host, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(host.Host, cancellationToken);
        var allowed = Array.FindAll(addresses, IsAllowed);
        if (allowed.Length == 0) throw new FetchException(FetchFailure.Refused, "Its host is not a public server.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception error)
        {
            socket.Dispose();
            if (error is SocketException) throw new FetchException(FetchFailure.Unreachable, "Its server cannot be reached.", error);
            throw;
        }
    }

    private bool IsAllowed(IPAddress address)
    {
        var plain = PublicAddresses.Plain(address);
        return PublicAddresses.Contains(plain) || _allowed.Any(network => network.Contains(plain));
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await resolve(host, cancellationToken);
        }
        catch (SocketException error)
        {
            throw new FetchException(FetchFailure.Unreachable, "Its host is unknown.", error);
        }
    }

    private static FetchException Refused(string why) => new(FetchFailure.Refused, why);
}
