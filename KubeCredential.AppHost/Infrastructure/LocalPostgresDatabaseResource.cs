namespace KubeCredential.AppHost.Infrastructure;

/// <summary>A database of a <see cref="LocalPostgresServerResource"/>.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="databaseName">The name of the database.</param>
/// <param name="parent">The server.</param>
public sealed class LocalPostgresDatabaseResource(string name, string databaseName, LocalPostgresServerResource parent)
    : Resource(name), IResourceWithParent<LocalPostgresServerResource>, IResourceWithConnectionString
{
    /// <summary>The server.</summary>
    public LocalPostgresServerResource Parent => parent;

    /// <summary>The name of the database.</summary>
    public string DatabaseName => databaseName;

    /// <summary>The connection string as Npgsql reads it.</summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{Parent};Database={DatabaseName}");
}
