using KubeCredential.Hosting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace KubeCredential.Storage;

/// <summary>
/// The role to which the schema of a PostgreSQL database belongs, where that is another one than the service works with. Only migrations
/// use it.
/// </summary>
/// <param name="connectionString">How it connects.</param>
/// <param name="role">The role that the service works with.</param>
internal sealed class DatabaseOwner(string connectionString, ApplicationRole role)
{
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = WorkerIdentity.Id }.ConnectionString;

    /// <summary>Brings the database to the schema of a context, which is made for this, and then gives the service its rights.</summary>
    /// <typeparam name="TContext">A context with a constructor that takes its options alone.</typeparam>
    public async Task MigrateAsync<TContext>(CancellationToken cancellationToken) where TContext : DbContext
    {
        // Not a context of the service with another connection: where there is no database yet, it would make one by the service's.
        await using (var context = (TContext)Activator.CreateInstance(typeof(TContext), new DbContextOptionsBuilder<TContext>().UseNpgsql(_connectionString).Options)!)
            await context.Database.MigrateAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);
        await role.PrepareAsync(connection, cancellationToken);
    }
}
