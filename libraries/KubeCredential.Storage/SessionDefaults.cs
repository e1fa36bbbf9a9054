using Npgsql;

namespace KubeCredential.Storage;

/// <summary>
/// A role's own defaults (<c>ALTER ROLE … SET</c>). Every version of PostgreSQL lets a role change its own defaults, as it does its own password,
/// and no right, trigger or event trigger can prevent it. So each connection undoes them, health reports them, and migrations remove them.
/// The next migration also restores the password.
/// </summary>
internal static class SessionDefaults
{
    /// <summary>
    /// The names of the defaults that a role has in this database or in all. The default <c>role</c> is left out: starting as a role of which
    /// it is a member gains it nothing, and tools that issue short-lived passwords set it.
    /// </summary>
    public const string OfRole =
        """
        SELECT COALESCE(array_agg(DISTINCT split_part(setting, '=', 1)), '{}')
        FROM pg_db_role_setting, unnest(setconfig) AS t(setting)
        WHERE setting NOT LIKE 'role=%' AND setrole = (SELECT oid FROM pg_roles WHERE rolname = @role) AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        """;

    // Resets what the role itself has set to PostgreSQL's built-in values. A setting made in the session overrides the role's defaults
    // (PostgreSQL documentation, "Setting Parameters"). Settings from the connection string or the database's owner stay.
    private const string Undo =
        "SELECT set_config(name, COALESCE(boot_val, ''), false) FROM pg_settings WHERE source IN ('user', 'database user') AND context = 'user'";

    /// <summary>Undoes the role's own defaults for the life of a connection, and sets ours. Once per connection is enough, since nothing resets it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="session">The statements that set ours: constants, never input.</param>
    public static NpgsqlDataSourceBuilder WithoutDefaultsOfRole(this NpgsqlDataSourceBuilder builder, string session)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var sql = $"{Undo}; {session}";
        return builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(sql, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                await command.ExecuteNonQueryAsync();
            });
    }
}
