using KubeCredential.Hosting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KubeCredential.Storage;

/// <summary>
/// The role that owns the schema of a PostgreSQL database, if it is not the role of the service. Only migrations use it.
/// </summary>
/// <param name="connectionString">The owner's connection string.</param>
/// <param name="role">The service's role.</param>
internal sealed class DatabaseOwner(string connectionString, ApplicationRole role)
{
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = WorkerIdentity.Id }.ConnectionString;

    /// <summary>Migrates the database with a context created for this purpose, prepares it if it was restored from a dump, and then grants the service its rights.</summary>
    /// <typeparam name="TContext">A context whose constructor takes only its options.</typeparam>
    /// <returns>Whether it was restored.</returns>
    public async Task<bool> MigrateAsync<TContext>(CancellationToken cancellationToken) where TContext : DbContext
    {
        // Not one of the service's contexts with another connection: if the database did not exist yet, that would create it as the service's role.
        await using (var context = (TContext)Activator.CreateInstance(typeof(TContext), new DbContextOptionsBuilder<TContext>().UseNpgsql(_connectionString).Options)!)
            await context.Database.MigrateAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);
        var isRestored = await TransactionNumbers.CatchUpAsync(connection, cancellationToken);
        await role.PrepareAsync(connection, cancellationToken);
        return isRestored;
    }
}
