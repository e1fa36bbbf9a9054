namespace KubeCredential.AppHost.Infrastructure;

/// <summary>How a service reaches a server that keeps data.</summary>
/// <param name="Server">The server or database. Its own connection string is its administrator's.</param>
/// <param name="Name">The name under which the service looks for its connection string.</param>
/// <param name="Own">The connection string of a user that may do what the service needs; null where the service is given that of <paramref name="Server"/>.</param>
/// <param name="Owner">The connection string by which the schema is migrated; null where the service's own does that.</param>
public sealed record ServiceConnection(
    IResourceBuilder<IResourceWithConnectionString> Server, string Name, ReferenceExpression? Own = null, ReferenceExpression? Owner = null)
{
    /// <summary>The variable that holds the service's connection string.</summary>
    public string Variable => $"ConnectionStrings__{Name}";

    /// <summary>The variable that holds the owner's.</summary>
    public string OwnerVariable => $"{Variable}-owner";
}
