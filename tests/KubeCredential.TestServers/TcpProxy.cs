using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KubeCredential.TestServers;

/// <summary>A TCP proxy on 127.0.0.1 between a client and a server, with which tests make the network fail on demand.</summary>
/// <remarks>
/// Switches take effect at once, on existing and new connections. They never corrupt a stream: bytes held back by
/// <see cref="BlackHole"/> arrive later and in order, as after a real partition, and a connection that has lost bytes
/// (<see cref="DropReplies"/>) is reset when replies are forwarded again.
/// </remarks>
public sealed class TcpProxy : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;
    private const int StartAttempts = 10;

    private readonly Lock _lock = new();
    private readonly HashSet<ProxiedConnection> _connections = [];
    private readonly CancellationTokenSource _disposed = new();
    private volatile ProxyState _state = new(ProxyMode.Pass, TimeSpan.Zero);
    private volatile ReplyCut? _cut;
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _accepted;
    private volatile int _targetPort;

    private TcpProxy(int targetPort) => _targetPort = targetPort;

    private enum ProxyMode
    {
        Pass,
        Delay,
        BlackHole,
        DropReplies,
        Refuse,
    }

    /// <summary>The port on 127.0.0.1 that clients connect to; the same for the life of this object.</summary>
    public int Port { get; private set; }

    /// <summary>The port on 127.0.0.1 that new connections are forwarded to. Set it to fail over to another server.</summary>
    public int TargetPort
    {
        get => _targetPort;
        set => _targetPort = value;
    }

    /// <summary>The number of connections made so far.</summary>
    public int AcceptedConnections => Volatile.Read(ref _accepted);

    /// <summary>The number of open connections.</summary>
    public int OpenConnections
    {
        get
        {
            lock (_lock)
                return _connections.Count;
        }
    }

    /// <summary>Starts a proxy that forwards everything to <paramref name="targetPort"/> on 127.0.0.1.</summary>
    public static TcpProxy Start(int targetPort)
    {
        var proxy = new TcpProxy(targetPort);
        for (var attempt = 1; ; attempt++)
        {
            proxy.Port = LoopbackPorts.Take();
            try
            {
                proxy.Listen();
                return proxy;
            }
            catch (SocketException exception)
                when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < StartAttempts)
            {
                // Another process took the port, which stays marked as taken.
            }
        }
    }

    /// <summary>Forwards everything, including the bytes held back by <see cref="BlackHole"/>.</summary>
    public void Pass() => Switch(ProxyMode.Pass, TimeSpan.Zero);

    /// <summary>Forwards everything, delaying each chunk (the result of one read, in either direction) by <paramref name="delay"/>.</summary>
    public void Delay(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Switch(ProxyMode.Delay, delay);
    }

    /// <summary>Accepts connections and bytes but forwards nothing, like a network partition. Clients time out.</summary>
    public void BlackHole() => Switch(ProxyMode.BlackHole, TimeSpan.Zero);

    /// <summary>Forwards requests and drops every reply: the server executes them, and clients time out without knowing.</summary>
    public void DropReplies() => Switch(ProxyMode.DropReplies, TimeSpan.Zero);

    /// <summary>Resets all connections and refuses new ones, like a machine on which the server is not running.</summary>
    public void Refuse() => Switch(ProxyMode.Refuse, TimeSpan.Zero);

    /// <summary>Resets all current connections once; new ones are accepted.</summary>
    public void ResetAll()
    {
        foreach (var connection in Snapshot())
            connection.Reset();
    }

    /// <summary>
    /// Once: forwards a request, waits until the server has replied to it, and then resets the client's connection instead of
    /// forwarding the reply. The server has executed the request, but the client cannot know. Other connections are unaffected.
    /// </summary>
    /// <param name="requestContains">
    /// Text contained in the request to wait for (e.g. <c>XADD</c>); null takes the next reply on any connection, which may be the
    /// reply to a client's heartbeat. If a client pipelines several requests, the first reply after the request is the one
    /// that is cut. The server still receives everything that was forwarded.
    /// </param>
    /// <returns>A task that completes when the connection has been cut.</returns>
    public Task CutAfterServerRepliesOnce(string? requestContains = null)
    {
        var cut = new ReplyCut(requestContains is null ? null : Encoding.UTF8.GetBytes(requestContains));
        _cut = cut;
        return cut.Done.Task;
    }

    /// <summary>Resets every connection and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        StopListening();
        ResetAll();
        await _accepting;
        await Task.WhenAll(Snapshot().Select(connection => connection.Finished.Task));
        LoopbackPorts.Return(Port);
        _disposed.Dispose();
    }

    private void Switch(ProxyMode mode, TimeSpan delay)
    {
        ObjectDisposedException.ThrowIf(_disposed.IsCancellationRequested, this);
        ProxyState previous;
        lock (_lock)
        {
            previous = _state;
            _state = new ProxyState(mode, delay);
            if (mode == ProxyMode.Refuse)
                StopListening();
            else if (_listener is null)
                Listen();
        }

        foreach (var connection in Snapshot())
        {
            if (mode == ProxyMode.Refuse || (connection.LostBytes && mode != ProxyMode.DropReplies))
                connection.Reset();
        }

        previous.Ended.TrySetResult();
    }

    private ProxiedConnection[] Snapshot()
    {
        lock (_lock)
            return [.. _connections];
    }

    private void Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            listener.Listen();
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        _listener = listener;
        _accepting = Task.WhenAll(_accepting, AcceptAsync(listener));
    }

    private void StopListening()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(_disposed.Token);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            Interlocked.Increment(ref _accepted);
            var connection = new ProxiedConnection(client);
            lock (_lock)
                _connections.Add(connection);
            if (_disposed.IsCancellationRequested || _state.Mode == ProxyMode.Refuse)
                connection.Reset();
            _ = ServeAsync(connection);
        }
    }

    private async Task ServeAsync(ProxiedConnection connection)
    {
        await ResetOnFailureAsync(connection, ConnectToTargetAsync);
        if (!connection.Closed.IsCancellationRequested)
        {
            await Task.WhenAll(
                ResetOnFailureAsync(connection, PumpRequestsAsync),
                ResetOnFailureAsync(connection, PumpRepliesAsync));
        }

        connection.Dispose();
        lock (_lock)
            _connections.Remove(connection);
        connection.Finished.TrySetResult();
    }

    // If one side is reset, or a switch resets it, the other side is reset too, and the other pump ends.
    private static async Task ResetOnFailureAsync(ProxiedConnection connection, Func<ProxiedConnection, Task> step)
    {
        try
        {
            await step(connection);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The server's side is still being read to its end.
            if (!connection.IsCut)
                connection.Reset();
        }
    }

    private async Task ConnectToTargetAsync(ProxiedConnection connection)
    {
        await PassGateAsync(connection);
        await connection.Server.ConnectAsync(IPAddress.Loopback, TargetPort, connection.Closed);
    }

    private async Task PumpRequestsAsync(ProxiedConnection connection)
    {
        var buffer = new byte[BufferSize];
        var matcher = new RequestMatcher();
        while (await connection.Client.ReceiveAsync(buffer, connection.Closed) is var read and > 0)
        {
            await PassGateAsync(connection);
            // Before sending: the reply may arrive before this method continues.
            if (_cut is { } cut && matcher.Matches(cut, buffer.AsSpan(0, read)))
                connection.AwaitedCut = cut;
            await SendAllAsync(connection.Server, buffer.AsMemory(0, read), connection.Closed);
        }

        connection.Server.Shutdown(SocketShutdown.Send);
    }

    private async Task PumpRepliesAsync(ProxiedConnection connection)
    {
        var buffer = new byte[BufferSize];
        while (await connection.Server.ReceiveAsync(buffer, connection.Closed) is var read and > 0)
        {
            await PassGateAsync(connection);
            if (connection.AwaitedCut is { } cut && Interlocked.CompareExchange(ref _cut, null, cut) == cut)
            {
                await CutAsync(connection, cut, buffer);
                return;
            }

            if (_state.Mode == ProxyMode.DropReplies)
            {
                connection.LostBytes = true;
                // The switch may have visited the connections just before this one lost anything.
                if (_state.Mode != ProxyMode.DropReplies)
                    connection.Reset();
                continue;
            }

            await SendAllAsync(connection.Client, buffer.AsMemory(0, read), connection.Closed);
        }

        connection.Client.Shutdown(SocketShutdown.Send);
    }

    private static async Task CutAsync(ProxiedConnection connection, ReplyCut cut, byte[] buffer)
    {
        connection.IsCut = true;
        connection.ResetClient();
        cut.Done.TrySetResult();

        // Closing the server's side with unread replies would reset it, and a reset discards requests that the server has not read
        // yet. So its replies are read until it has been silent for a while.
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(connection.Closed);
        do
            silence.CancelAfter(TimeSpan.FromMilliseconds(500));
        while (await connection.Server.ReceiveAsync(buffer, silence.Token) > 0);
    }

    // Returns when a chunk may be forwarded, according to the current mode and not the mode when it was read.
    private async Task PassGateAsync(ProxiedConnection connection)
    {
        while (true)
        {
            var state = _state;
            switch (state.Mode)
            {
                case ProxyMode.Delay:
                    try
                    {
                        await state.Ended.Task.WaitAsync(state.Delay, connection.Closed);
                        continue;
                    }
                    catch (TimeoutException)
                    {
                        return;
                    }

                case ProxyMode.BlackHole or ProxyMode.Refuse:
                    await state.Ended.Task.WaitAsync(connection.Closed);
                    continue;
                default:
                    return;
            }
        }
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
    }

    private sealed class ProxyState(ProxyMode mode, TimeSpan delay)
    {
        public ProxyMode Mode { get; } = mode;

        public TimeSpan Delay { get; } = delay;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class ReplyCut(byte[]? requestContains)
    {
        public byte[]? RequestContains { get; } = requestContains;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Finds a text in a stream of chunks, even across chunk boundaries.</summary>
    private sealed class RequestMatcher
    {
        private ReplyCut? _cut;
        private byte[] _tail = [];

        public bool Matches(ReplyCut cut, ReadOnlySpan<byte> chunk)
        {
            if (cut.RequestContains is not { Length: > 0 } text)
                return true;
            byte[] seen = cut == _cut ? [.. _tail, .. chunk] : chunk.ToArray();
            _cut = cut;
            _tail = seen[Math.Max(0, seen.Length - text.Length + 1)..];
            return seen.AsSpan().IndexOf(text) >= 0;
        }
    }

    private sealed class ProxiedConnection : IDisposable
    {
        private readonly CancellationTokenSource _closed = new();
        private volatile bool _lostBytes;
        private volatile bool _isCut;
        private volatile ReplyCut? _awaitedCut;

        public ProxiedConnection(Socket client)
        {
            client.NoDelay = true;
            Client = client;
            Closed = _closed.Token;
        }

        public Socket Client { get; }

        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public CancellationToken Closed { get; }

        public TaskCompletionSource Finished { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool LostBytes
        {
            get => _lostBytes;
            set => _lostBytes = value;
        }

        public bool IsCut
        {
            get => _isCut;
            set => _isCut = value;
        }

        public ReplyCut? AwaitedCut
        {
            get => _awaitedCut;
            set => _awaitedCut = value;
        }

        public void Reset()
        {
            ResetClient();
            Reset(Server);
            _closed.Cancel();
        }

        public void ResetClient() => Reset(Client);

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }

        // A linger time of zero makes close send RST instead of FIN.
        private static void Reset(Socket socket)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Already closed.
            }

            socket.Dispose();
        }
    }
}
