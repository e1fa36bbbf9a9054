using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace KubeCredential.TestServers;

/// <summary>
/// A plain connection to Redis for single commands. Unlike a pooled client, which would reconnect and retry, it fails at once, as a
/// readiness probe requires. Speaks RESP2 (https://redis.io/docs/latest/develop/reference/protocol-spec/), without arrays.
/// </summary>
internal sealed class RespConnection : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;

    private RespConnection(TcpClient client)
    {
        _client = client;
        _reader = new StreamReader(client.GetStream(), Encoding.Latin1);
    }

    /// <summary>Connects to a port of 127.0.0.1.</summary>
    public static async Task<RespConnection> OpenAsync(int port, CancellationToken cancellationToken)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            return new RespConnection(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Sends a command and returns the text of its reply.</summary>
    /// <exception cref="InvalidOperationException">The reply was an error.</exception>
    public async Task<string> SendAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        var request = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{command.Count}\r\n");
        foreach (var part in command)
            request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), cancellationToken);

        var line = await _reader.ReadLineAsync(cancellationToken) ?? throw new EndOfStreamException("Redis closed the connection.");
        switch (line[0])
        {
            case '+' or ':':
                return line[1..];
            case '$':
                var text = new char[int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture)];
                await _reader.ReadBlockAsync(text, cancellationToken);
                await _reader.ReadLineAsync(cancellationToken);
                return new string(text);
            default:
                throw new InvalidOperationException(line);
        }
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
