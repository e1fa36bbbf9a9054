using StackExchange.Redis;

namespace KubeCredential.TestServers.Tests;

internal static class RedisConnections
{
    /// <summary>Connects as the product does: it fails fast, and reconnects soon.</summary>
    public static Task<ConnectionMultiplexer> ConnectAsync(int port) => ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
    {
        EndPoints = { { "127.0.0.1", port } },
        AbortOnConnectFail = false,
        BacklogPolicy = BacklogPolicy.FailFast,
        ReconnectRetryPolicy = new LinearRetry(100),
        ConnectTimeout = 1_000,
        AsyncTimeout = 1_000,
        SyncTimeout = 1_000,
    });
}
