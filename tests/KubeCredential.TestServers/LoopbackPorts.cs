using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace KubeCredential.TestServers;

/// <summary>Hands out TCP ports on 127.0.0.1 that a server can keep across its restarts.</summary>
/// <remarks>
/// They lie below the range from which the kernel takes the local port of an outgoing connection (32768 and up on Linux, 49152 on
/// macOS). Otherwise, while a server is down, some connection of a client takes its port and it cannot start again; or a client
/// that keeps trying to reconnect meets its own port and is connected to itself.
/// </remarks>
internal static class LoopbackPorts
{
    private const int First = 20_000;
    private const int Last = 32_000;
    private static readonly ConcurrentDictionary<int, bool> s_taken = new();

    /// <summary>A port that nobody listens on now. Another process may still take it first: be ready to ask for the next one.</summary>
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

    /// <summary>Gives a port back; the server that used it is gone for good.</summary>
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
