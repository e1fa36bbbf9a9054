using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KubeCredential.ServiceDefaults.Storage;

/// <summary>
/// The role to which the schema of a PostgreSQL database belongs, where that is another one than the service works with. Only migrations
/// use it.
/// </summary>
/// <param name="connectionString">How it connects.</param>
/// <param name="role">The role that the service works with.</param>
internal sealed class DatabaseOwner(string connectionString, ApplicationRole role)
{
    /// <summary>Brings the database to the schema of the context, and then gives the service its rights.</summary>
    public async Task MigrateAsync(DbContext context, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = WorkerIdentity.Id }.ConnectionString);
        context.Database.SetDbConnection(connection);
        await context.Database.MigrateAsync(cancellationToken);
        await connection.OpenAsync(cancellationToken);
        await role.PrepareAsync(connection, cancellationToken);
    }
}
