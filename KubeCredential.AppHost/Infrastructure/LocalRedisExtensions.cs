using KubeCredential.AppHost.Setup;
using KubeCredential.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.AppHost.Infrastructure;

/// <summary>Runs Redis without a container engine.</summary>
public static class LocalRedisExtensions
{
    /// <summary>
    /// Adds a Redis or Valkey server process that listens on the loopback interface and keeps its data in an append-only file, written to
    /// disk once a second: a killed server loses nothing it has acknowledged, a power failure costs about a second. Its users are those of
    /// <see cref="RedisUsers"/>, each with a password.
    /// </summary>
    internal static IResourceBuilder<LocalRedisResource> AddLocalRedis(
        this IDistributedApplicationBuilder builder, string name, DataDirectory data, int? port)
    {
        var command = Executables.Find("redis-server", "valkey-server") ?? throw new SetupException("""
            Neither redis-server nor valkey-server is installed, and Infrastructure is 'local'. To get one:
              ./run.sh                               installs what is missing, then starts the application
              sudo apt-get install redis-server      Debian, Ubuntu; stop the Redis service that it starts, which uses port 6379
              brew install redis                     macOS
            or use your own server (ConnectionStrings:redis=host:6379), or a container engine (Infrastructure=containers).
            """);
        var redis = new LocalRedisResource(name, command, data.Subdirectory("redis"), LocalPassword.Parameter(data, name));
        var users = Path.Combine(redis.WorkingDirectory, "users.acl");
        File.WriteAllLines(users, RedisUsers.All.Select(user =>
            RedisUsers.Line(user, LocalPassword.ReadOrCreate(data.File($"{(user == RedisUsers.Administrator ? name : $"{name}-{user}")}.password")))));

        string? connectionString = null;
        builder.Eventing.Subscribe<ConnectionStringAvailableEvent>(redis, async (_, ct) =>
            connectionString = await redis.ConnectionStringExpression.GetValueAsync(ct));
        var healthCheck = $"{name}_check";
        builder.Services.AddHealthChecks().AddRedis(_ => connectionString ?? throw new InvalidOperationException($"{name} has no address yet."), healthCheck);

        return builder.AddResource(redis)
            .WithEndpoint(LocalRedisResource.PrimaryEndpointName, endpoint =>
            {
                // Without the proxy a stopped server refuses connections, as it does in production.
                endpoint.IsProxied = false;
                endpoint.Port = endpoint.TargetPort = port;
                endpoint.UriScheme = "redis";
                endpoint.TargetHost = "127.0.0.1";
            })
            .WithArgs(context =>
            {
                context.Args.Add("--port");
                context.Args.Add(redis.PrimaryEndpoint.Property(EndpointProperty.TargetPort));
                foreach (var argument in (string[])["--bind", "127.0.0.1", "--dir", redis.WorkingDirectory, "--aclfile", users,
                    "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]) context.Args.Add(argument);
            })
            .WithHealthCheck(healthCheck)
            .WithIconName("ArrowSwap")
            .ExcludeFromManifest();
    }

    /// <summary>How a service reaches the server.</summary>
    internal static ServiceConnection For(this IResourceBuilder<LocalRedisResource> redis, string user, DataDirectory data) =>
        new(redis, redis.Resource.Name, redis.Resource.ConnectionStringOf(user, LocalPassword.Parameter(data, $"{redis.Resource.Name}-{user}")));
}
