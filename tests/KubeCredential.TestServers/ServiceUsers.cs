using KubeCredential.AppHost.Infrastructure;
using Npgsql;

namespace KubeCredential.TestServers;

/// <summary>
/// The users of the services: tests run them as production does, with no more rights than they need. <see cref="RedisServer"/> has the
/// users of Redis from its start; the roles of PostgreSQL are made by the services' own migration.
/// </summary>
public static class ServiceUsers
{
    /// <summary>The password of all of them.</summary>
    public const string Password = "a-password-for-tests-and-nothing-else";

    private const string Redis = "ConnectionStrings__redis";

    // By the folder of the project.
    private static readonly Dictionary<string, string> s_users = new() { ["Issuance.Api"] = RedisUsers.Issuance, ["Verification.Api"] = RedisUsers.Verification };

    /// <summary>The connection string of a service's user, for one of the administrator of a <see cref="RedisServer"/>.</summary>
    /// <param name="connectionString">The administrator's.</param>
    /// <param name="user">The user, <c>issuance</c> or <c>verification</c>.</param>
    public static string InRedis(string connectionString, string user) => $"{connectionString},user={user},password={Password}";

    /// <summary>The connection string of a service's role, for one of the owner of a database of a <see cref="PostgresServer"/>.</summary>
    /// <param name="connectionString">The owner's.</param>
    /// <param name="role">The role, <c>issuance</c> or <c>verification</c>.</param>
    public static string InPostgres(string connectionString, string role) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = role, Password = Password }.ConnectionString;

    /// <summary>Has a service sign in as its own users where a test has given it the connection strings of a server's administrator.</summary>
    internal static void GiveTo(string project, Dictionary<string, string?> environment)
    {
        if (!s_users.TryGetValue(project, out var user)) return;
        if (environment.GetValueOrDefault(Redis) is { } redis && !redis.Contains("user=", StringComparison.Ordinal)) environment[Redis] = InRedis(redis, user);
        var (database, owner) = ($"ConnectionStrings__{user}-db", $"ConnectionStrings__{user}-db-owner");
        if (environment.ContainsKey(owner) || environment.GetValueOrDefault(database) is not { } given || !given.StartsWith("Host=", StringComparison.Ordinal)) return;
        environment[owner] = given;
        environment[database] = InPostgres(given, user);
    }
}
