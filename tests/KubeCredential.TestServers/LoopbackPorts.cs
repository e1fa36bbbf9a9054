using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace KubeCredential.TestServers;

/// <summary>Hands out TCP ports on 127.0.0.1 that a server can keep across its restarts.</summary>
/// <remarks>
/// They are below the range from which the kernel takes the local ports of outgoing connections (32768 and up on Linux, 49152 on
/// macOS). Otherwise, while a server is down, an outgoing connection could take its port so that it cannot restart, or a client
/// that keeps reconnecting could get the same local port and connect to itself.
/// </remarks>
public static class LoopbackPorts
{
    private const int First = 20_000;
    private const int Last = 32_000;
    private static readonly ConcurrentDictionary<int, bool> s_taken = new();

    /// <summary>A free port. Another process may still take it first: be prepared to request another one.</summary>
    public static int Take()
    {
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (!s_taken.TryAdd(port, true))
                continue;
            if (IsFree(port))
                return port;
            Return(port);
        }

        throw new InvalidOperationException($"No free port on 127.0.0.1 between {First} and {Last}.");
    }

    /// <summary>Releases a port whose server will not start again.</summary>
    public static void Return(int port) => s_taken.TryRemove(port, out _);

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
