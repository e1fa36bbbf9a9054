using Npgsql;

namespace Issuance.Api.Tests.Api;

/// <summary>The service with a PostgreSQL server of its own, behind a proxy, so that both can fail.</summary>
public sealed class PostgresIssuanceWithFaults : IssuanceFixture
{
    private PostgresServer? _server;
    private TcpProxy? _proxy;

    /// <summary>The server.</summary>
    public PostgresServer Server => _server ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <summary>The proxy between the service and the server; the tests connect to the server directly.</summary>
    public TcpProxy Proxy => _proxy ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <inheritdoc/>
    protected override Dictionary<string, string?> Settings => new(base.Settings) { ["Outbox__ConfirmTimeout"] = "00:00:00.300" };

    /// <inheritdoc/>
    protected override string ServiceConnectionString => new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Port = Proxy.Port, Pooling = true }.ConnectionString;

    /// <summary>Restarts whatever an earlier test left stopped, and waits until the service is healthy.</summary>
    public async Task RepairAsync()
    {
        var token = TestContext.Current.CancellationToken;
        if (!RedisServer.IsRunning)
            await RedisServer.StartAsync(token);
        if (!Server.IsRunning)
            await Server.StartAsync(token);
        if (!Service.IsRunning)
            await Service.StartAsync(token);
        await HealthAsync(Client, "healthy");
    }

    /// <inheritdoc/>
    protected override async Task<string> CreateDatabaseAsync()
    {
        var token = TestContext.Current.CancellationToken;
        _server = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, token);
        _proxy = TcpProxy.Start(_server.Port);
        var settings = new NpgsqlConnectionStringBuilder(await _server.CreateDatabaseAsync("issuance", token)) { Pooling = false };
        settings.Remove("Include Error Detail");
        return settings.ConnectionString;
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeServersAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
