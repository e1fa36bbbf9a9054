namespace KubeCredential.AppHost.Infrastructure;

/// <summary>How a service reaches a server that keeps data.</summary>
/// <param name="Server">The server or database. Its own connection string is its administrator's.</param>
/// <param name="Name">The name under which the service looks for its connection string.</param>
/// <param name="Own">The connection string of a user with the rights that the service needs; null if the service uses that of <paramref name="Server"/>.</param>
/// <param name="Owner">The connection string of the role that migrates the schema; null if the service's own role does.</param>
public sealed record ServiceConnection(
    IResourceBuilder<IResourceWithConnectionString> Server, string Name, ReferenceExpression? Own = null, ReferenceExpression? Owner = null)
{
    /// <summary>The variable that holds the service's connection string.</summary>
    public string Variable => $"ConnectionStrings__{Name}";

    /// <summary>The variable that holds the owner's.</summary>
    public string OwnerVariable => $"{Variable}-owner";
}
