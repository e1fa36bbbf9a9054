using System.Data.Common;
using KubeCredential.Storage;

namespace Issuance.Api.Credentials;

/// <summary>The saved views in the database. Each belongs to one user, and nobody else sees it.</summary>
internal sealed class SavedViewStore(SqlDialect dialect)
{
    /// <summary>The views of a user, by name.</summary>
    public async Task<List<SavedView>> ListAsync(string owner, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT name, query, columns, created_at FROM saved_views WHERE owner = @owner ORDER BY name").With("@owner", owner);
        return await command.ListAsync(Read, cancellationToken);
    }

    /// <summary>Saves a view, or replaces the one of its name.</summary>
    /// <returns>The view; null if the user has as many as are allowed.</returns>
    public async Task<SavedView?> SaveAsync(string owner, string name, string query, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        // Two at the same time may make one too many, which harms nobody.
        await using var command = connection.Command(
            $"""
            INSERT INTO saved_views (owner, name, query, columns, created_at)
            SELECT @owner, @name, @query, @columns, {dialect.Now}
            WHERE (SELECT COUNT(*) FROM saved_views v WHERE v.owner = @owner AND v.name <> @name) < {SavedView.Most}
            ON CONFLICT (owner, name) DO UPDATE SET query = excluded.query, columns = excluded.columns
            RETURNING name, query, columns, created_at
            """).With("@owner", owner).With("@name", name).With("@query", query).With("@columns", string.Join(',', columns));
        return (await command.ListAsync(Read, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Removes a view.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> RemoveAsync(string owner, string name, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("DELETE FROM saved_views WHERE owner = @owner AND name = @name").With("@owner", owner).With("@name", name);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private SavedView Read(DbDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetString(2).Split(',', StringSplitOptions.RemoveEmptyEntries), dialect.ReadTime(reader, 3));
}
