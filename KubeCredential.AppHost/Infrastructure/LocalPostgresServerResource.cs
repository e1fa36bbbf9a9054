namespace KubeCredential.AppHost.Infrastructure;

/// <summary>A PostgreSQL server that runs as a process on this machine.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="workingDirectory">The directory of the script that starts it.</param>
/// <param name="password">The password of the user <c>postgres</c>.</param>
public sealed class LocalPostgresServerResource(string name, string workingDirectory, ParameterResource password)
    : ExecutableResource(name, "bash", workingDirectory), IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";

    /// <summary>The endpoint clients connect to.</summary>
    public EndpointReference PrimaryEndpoint => field ??= new(this, PrimaryEndpointName);

    /// <summary>The connection string of the administrator as Npgsql reads it, without a database.</summary>
    public ReferenceExpression ConnectionStringExpression => ConnectionStringOf("postgres", password);

    internal ReferenceExpression ConnectionStringOf(string role, ParameterResource password) => ReferenceExpression.Create(
        $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={role};Password={password}");
}
