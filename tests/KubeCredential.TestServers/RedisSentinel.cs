using System.Globalization;
using KubeCredential.AppHost.Infrastructure;

namespace KubeCredential.TestServers;

/// <summary>
/// A real Redis Sentinel process that watches a <see cref="RedisServer"/> and, when it has been down for a second, makes its replica the new primary. One is enough for a test; in production
/// three agree.
/// </summary>
public sealed class RedisSentinel : IAsyncDisposable
{
    /// <summary>The name under which the primary is asked for.</summary>
    public const string ServiceName = "credentials";

    private readonly string _directory = TemporaryDirectory.Create("kubecredential-sentinel-");
    private readonly int _port = LoopbackPorts.Take();
    private ChildProcess? _process;

    private RedisSentinel()
    {
    }

    /// <summary>The StackExchange.Redis connection string by which clients find the primary, whichever it is.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port},serviceName={ServiceName}");

    /// <summary>Starts it, and returns when it knows the primary and its replica.</summary>
    /// <param name="primary">The primary; its replica is running.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ServerStartException">It did not start.</exception>
    public static async Task<RedisSentinel> StartNewAsync(RedisServer primary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(primary);
        var sentinel = new RedisSentinel();
        try
        {
            await sentinel.StartAsync(primary, cancellationToken);
            return sentinel;
        }
        catch
        {
            await sentinel.DisposeAsync();
            throw;
        }
    }

    /// <summary>The port of the server that is the primary now.</summary>
    public async Task<int> PrimaryPortAsync(CancellationToken cancellationToken = default)
    {
        const string Address = "address=127.0.0.1:";
        var said = await InfoAsync(cancellationToken);
        var from = said.IndexOf(Address, StringComparison.Ordinal) + Address.Length;
        return int.Parse(said.AsSpan(from, said.IndexOf(',', from) - from), CultureInfo.InvariantCulture);
    }

    /// <summary>Ends it and deletes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        TemporaryDirectory.Delete(_directory);
        LoopbackPorts.Return(_port);
    }

    private async Task<string> InfoAsync(CancellationToken cancellationToken)
    {
        await using var connection = await RespConnection.OpenAsync(_port, cancellationToken);
        return await connection.SendAsync(["INFO", "sentinel"], cancellationToken);
    }

    private async Task StartAsync(RedisServer primary, CancellationToken cancellationToken)
    {
        var file = Path.Combine(_directory, "sentinel.conf");
        await File.WriteAllLinesAsync(
            file,
            [
                string.Create(CultureInfo.InvariantCulture, $"port {_port}"), "bind 127.0.0.1", $"dir {_directory}",
                string.Create(CultureInfo.InvariantCulture, $"sentinel monitor {ServiceName} 127.0.0.1 {primary.Port} 1"),
                $"sentinel down-after-milliseconds {ServiceName} 1000", $"sentinel failover-timeout {ServiceName} 10000",
                // Clients sign in here with the users that they have at the servers.
                .. RedisUsers.Services.Select(static user => RedisUsers.Line(user, ServiceUsers.Password, "~* &* +@all")),
            ],
            cancellationToken);
        var process = _process = ChildProcess.Start(RedisServer.FindExecutable(), [file, "--sentinel"], workingDirectory: _directory);
        try
        {
            await Eventually.TrueAsync(
                async token =>
                {
                    if (process.HasExited) return true;
                    var said = await InfoAsync(token);
                    return said.Contains("status=ok,", StringComparison.Ordinal) && said.Contains(",slaves=1,", StringComparison.Ordinal);
                },
                TimeSpan.FromSeconds(30), "Sentinel knows the primary and its replica", cancellationToken);
        }
        catch (EventuallyTimeoutException exception)
        {
            throw new ServerStartException("Sentinel did not find the servers in time.", process, exception);
        }

        if (process.HasExited) throw new ServerStartException($"Sentinel exited immediately with exit code {await process.Exited}.", process);
    }
}
