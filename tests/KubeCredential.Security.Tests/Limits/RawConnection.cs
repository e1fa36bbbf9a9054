using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace KubeCredential.Security.Tests.Limits;

/// <summary>A connection over which a test sends what no HTTP client would.</summary>
internal sealed class RawConnection : IDisposable
{
    private const int IpProtoTcp = 6;
    private const int TcpMaxSegment = 2;

    private readonly Socket _socket;

    private RawConnection(Socket socket) => _socket = socket;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Connects.</summary>
    /// <param name="service">To whom.</param>
    /// <param name="isNarrow">Whether little fits into the buffers of the way between, so that it is soon noticed that nobody reads.</param>
    public static async Task<RawConnection> OpenAsync(DotnetService service, bool isNarrow = false)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (isNarrow)
        {
            socket.ReceiveBufferSize = 4096;
            // The sender's buffer grows with the size of its packets, which on a loopback are of 64 KiB.
            socket.SetRawSocketOption(IpProtoTcp, TcpMaxSegment, BitConverter.GetBytes(536));
        }

        await socket.ConnectAsync(service.Url.Host, service.Url.Port, Token);
        return new RawConnection(socket);
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text), Token);

    /// <summary>Everything that comes until the other side closes, which must be within the limit.</summary>
    public async Task<string> ReadToEndAsync(TimeSpan limit)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(limit);
        var (text, buffer) = (new StringBuilder(), new byte[16 * 1024]);
        try
        {
            while (await _socket.ReceiveAsync(buffer, deadline.Token) is > 0 and var length) text.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }
        catch (SocketException)
        {
            // Reset: the other side closed without having read everything.
        }

        return text.ToString();
    }

    /// <summary>Reads until a text has come.</summary>
    public async Task ReadUntilAsync(string end, TimeSpan limit)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(limit);
        var (text, buffer) = ("", new byte[1024]);
        while (!text.Contains(end, StringComparison.Ordinal))
        {
            var length = await _socket.ReceiveAsync(buffer, deadline.Token);
            Assert.True(length > 0, $"closed after: {text}");
            text += Encoding.Latin1.GetString(buffer, 0, length);
        }
    }

    /// <summary>Sends a text again and again, with a pause between, until the other side has closed.</summary>
    /// <returns>What it had said by then.</returns>
    public async Task<string> DripAsync(string text, TimeSpan pause, TimeSpan limit)
    {
        var answer = ReadToEndAsync(limit);
        var start = Stopwatch.GetTimestamp();
        while (!answer.IsCompleted && Stopwatch.GetElapsedTime(start) < limit)
        {
            try
            {
                await SendAsync(text);
            }
            catch (SocketException)
            {
                break;
            }

            await Task.WhenAny(answer, Task.Delay(pause, Token));
        }

        return await answer;
    }

    public void Dispose() => _socket.Dispose();
}
