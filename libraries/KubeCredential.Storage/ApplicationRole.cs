using Npgsql;

namespace KubeCredential.Storage;

/// <summary>
/// The role that a service uses on a PostgreSQL database owned by another role: it may read and write rows as <see cref="TableRight"/>
/// says, and cannot change the schema.
/// </summary>
/// <param name="connectionString">How the service connects.</param>
/// <param name="rights">What it may do.</param>
internal sealed class ApplicationRole(string connectionString, IReadOnlyList<TableRight> rights)
{
    private const long LockKey = 0x524F4C45; // "ROLE"

    private readonly NpgsqlConnectionStringBuilder _settings = new(connectionString) { Pooling = false };

    /// <summary>Creates the role if necessary, sets its password, and grants it exactly the given rights. Idempotent.</summary>
    /// <param name="owner">An open connection as the database's owner.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The role cannot sign in and the owner lacks the right to change that; the message says what to do.</exception>
    public async Task PrepareAsync(NpgsqlConnection owner, CancellationToken cancellationToken)
    {
        var role = _settings.Username ?? "";
        await using var transaction = await owner.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(owner, "SELECT pg_advisory_xact_lock(@key)", cancellationToken, ("key", LockKey));
        if (await ExecuteAsync(owner, "SELECT current_user", cancellationToken) is string current && current == role) return; // One role owns and uses the database.

        if (!await CanSignInAsync(cancellationToken)) await GiveSignInAsync(owner, role, cancellationToken);
        await TakeDefaultsAsync(owner, role, cancellationToken);
        var (database, name) = (Quoted(owner.Database), Quoted(role));
        await ExecuteAsync(
            owner,
            $"""
            REVOKE ALL ON DATABASE {database} FROM PUBLIC;
            GRANT CONNECT ON DATABASE {database} TO {name};
            REVOKE CREATE ON SCHEMA public FROM PUBLIC;
            GRANT USAGE ON SCHEMA public TO {name};
            REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name};
            {string.Join('\n', rights.Select(right => $"GRANT {right.Rights} ON {(right.IsOnFunction ? $"FUNCTION {right.Table}" : Quoted(right.Table))} TO {name};"))}
            """,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The tables that the role cannot read yet, because their rights have not been granted.</summary>
    /// <param name="connection">An open connection as the role.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<string>> MissingAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => (string[])(await ExecuteAsync(
        connection,
        "SELECT COALESCE(array_agg(name), '{}') FROM unnest(@tables) AS t(name) WHERE NOT has_table_privilege(quote_ident(name), 'SELECT')",
        cancellationToken,
        ("tables", rights.Where(static right => !right.IsOnFunction).Select(static right => right.Table).ToArray())))!;

    private async Task<bool> CanSignInAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(_settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return false;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            return true; // The password is right; only the right to connect to this database is missing, and it is granted next.
        }
    }

    private async Task GiveSignInAsync(NpgsqlConnection owner, string role, CancellationToken cancellationToken)
    {
        var exists = await ExecuteAsync(owner, "SELECT 1 FROM pg_roles WHERE rolname = @role", cancellationToken, ("role", role)) is not null;
        var password = _settings.Password is { Length: > 0 } given ? $"PASSWORD '{ScramVerifier.Of(given)}'" : "";
        try
        {
            await ExecuteAsync(owner, $"{(exists ? "ALTER" : "CREATE")} ROLE {Quoted(role)} LOGIN {password}", cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidOperationException(
                $"The role '{role}' {(exists ? "cannot sign in with the given password" : "does not exist")}, and the owner of the database '{owner.Database}' lacks the right to change that. "
                + $"As an administrator: {(exists ? "ALTER" : "CREATE")} ROLE {Quoted(role)} LOGIN PASSWORD '…';", error);
        }
    }

    /// <summary>Removes the role's own defaults. Only the role itself or an administrator can have set them; what it needs, each connection sets.</summary>
    private static async Task TakeDefaultsAsync(NpgsqlConnection owner, string role, CancellationToken cancellationToken)
    {
        if ((string[])(await ExecuteAsync(owner, SessionDefaults.OfRole, cancellationToken, ("role", role)))! is not { Length: > 0 } names) return;
        var statements = $"ALTER ROLE {Quoted(role)} RESET ALL; ALTER ROLE {Quoted(role)} IN DATABASE {Quoted(owner.Database)} RESET ALL";
        try
        {
            await ExecuteAsync(owner, statements, cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidOperationException(
                $"The role '{role}' has defaults of its own ({string.Join(", ", names)}), which only the role itself or an administrator can have set, and the owner of the database "
                + $"'{owner.Database}' lacks the right to remove them. As an administrator: {statements};", error);
        }
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
