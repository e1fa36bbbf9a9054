using KubeCredential.AppHost.Infrastructure;
using Npgsql;

namespace KubeCredential.TestServers;

/// <summary>
/// The services' users: tests run the services with the same minimal rights as in production. <see cref="RedisServer"/> starts with the
/// Redis users; the services' own migrations create the PostgreSQL roles.
/// </summary>
public static class ServiceUsers
{
    /// <summary>The password of all users.</summary>
    public const string Password = "a-password-for-tests-and-nothing-else";

    private const string Redis = "ConnectionStrings__redis";

    // By the name of the project's folder.
    private static readonly Dictionary<string, string> s_users = new() { ["Issuance.Api"] = RedisUsers.Issuance, ["Verification.Api"] = RedisUsers.Verification };

    /// <summary>Converts the administrator's connection string of a <see cref="RedisServer"/> to that of a service's user.</summary>
    /// <param name="connectionString">The administrator's.</param>
    /// <param name="user">The user, <c>issuance</c> or <c>verification</c>.</param>
    public static string InRedis(string connectionString, string user) => $"{connectionString},user={user},password={Password}";

    /// <summary>Converts the owner's connection string of a database of a <see cref="PostgresServer"/> to that of a service's role.</summary>
    /// <param name="connectionString">The owner's.</param>
    /// <param name="role">The role, <c>issuance</c> or <c>verification</c>.</param>
    public static string InPostgres(string connectionString, string role) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = role, Password = Password }.ConnectionString;

    /// <summary>Makes a service sign in as its own users if a test has given it administrators' connection strings.</summary>
    internal static void GiveTo(string project, Dictionary<string, string?> environment)
    {
        if (!s_users.TryGetValue(Path.GetFileName(project), out var user)) return;
        if (environment.GetValueOrDefault(Redis) is { } redis && !redis.Contains("user=", StringComparison.Ordinal)) environment[Redis] = InRedis(redis, user);
        var (database, owner) = ($"ConnectionStrings__{user}-db", $"ConnectionStrings__{user}-db-owner");
        if (environment.ContainsKey(owner) || environment.GetValueOrDefault(database) is not { } given || !given.StartsWith("Host=", StringComparison.Ordinal)) return;
        environment[owner] = given;
        environment[database] = InPostgres(given, user);
    }
}
