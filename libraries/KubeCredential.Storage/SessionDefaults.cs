using Npgsql;

namespace KubeCredential.Storage;

/// <summary>
/// A role's own defaults (<c>ALTER ROLE … SET</c>). PostgreSQL, in every version, lets a role change its own, as it does its own password, and
/// no right, trigger or event trigger can forbid it. So they are given no effect: each connection undoes them, health says that there are
/// any, and migrations take them away. The password is given back by the next migration.
/// </summary>
internal static class SessionDefaults
{
    /// <summary>
    /// The names of the defaults that a role has in this database, or in all. To begin as another role, of which it is a member, is left out:
    /// that gives it nothing, and some who hand out passwords for an hour set it.
    /// </summary>
    public const string OfRole =
        """
        SELECT COALESCE(array_agg(DISTINCT split_part(setting, '=', 1)), '{}')
        FROM pg_db_role_setting, unnest(setconfig) AS t(setting)
        WHERE setting NOT LIKE 'role=%' AND setrole = (SELECT oid FROM pg_roles WHERE rolname = @role) AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        """;

    // What the role, and nobody above it, has set, goes back to what PostgreSQL brings. Said in the session, that goes before the defaults of
    // the role (PostgreSQL documentation, "Setting Parameters"). What the connection string or the database's owner says stays.
    private const string Undo =
        "SELECT set_config(name, COALESCE(boot_val, ''), false) FROM pg_settings WHERE source IN ('user', 'database user') AND context = 'user'";

    /// <summary>Undoes the role's own defaults for as long as a connection lasts, and sets ours. It is done once a connection, since nothing resets it.</summary>
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
