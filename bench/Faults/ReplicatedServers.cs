using KubeCredential.TestServers;

namespace KubeCredential.Bench.Faults;

/// <summary>A PostgreSQL server for each service, each with a synchronous standby.</summary>
internal sealed class ReplicatedServers : IAsyncDisposable
{
    private readonly List<PostgresServer> _servers = [];

    public PostgresServer Issuance => _servers[0];

    public PostgresServer IssuanceStandby => _servers[1];

    public PostgresServer Verification => _servers[2];

    public PostgresServer VerificationStandby => _servers[3];

    public static async Task<ReplicatedServers> StartAsync(CancellationToken cancellationToken)
    {
        var servers = new ReplicatedServers();
        for (var i = 0; i < 2; i++)
        {
            servers._servers.Add(await PostgresServer.StartNewAsync(new PostgresServerOptions { MaxConnections = 200 }, cancellationToken));
            servers._servers.Add(await servers._servers[^1].StartStandbyAsync(cancellationToken));
        }

        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }
}
