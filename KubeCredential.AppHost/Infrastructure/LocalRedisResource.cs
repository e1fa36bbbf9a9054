namespace KubeCredential.AppHost.Infrastructure;

/// <summary>A Redis or Valkey server that runs as a process on this machine.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="command">The full path of the server program.</param>
/// <param name="workingDirectory">The directory that holds its append-only file.</param>
/// <param name="password">The password of the administrator.</param>
public sealed class LocalRedisResource(string name, string command, string workingDirectory, ParameterResource password)
    : ExecutableResource(name, command, workingDirectory), IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";

    /// <summary>The endpoint clients connect to.</summary>
    public EndpointReference PrimaryEndpoint => field ??= new(this, PrimaryEndpointName);

    /// <summary>The connection string of the administrator as StackExchange.Redis reads it.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},password={password}");

    internal ReferenceExpression ConnectionStringOf(string user, ParameterResource password) =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},user={user},password={password}");
}
