namespace KubeCredential.AppHost.Services;

/// <summary>
/// The API keys with which the system comes into being: one for whoever runs it, to issue and operate and make further keys, and one
/// with which the services call each other. Their secrets are parameters, made anew at each start unless they are given.
/// </summary>
public sealed class ServiceKeys
{
    // 43 of 62 characters: 256 bits, as the services make their own.
    private static readonly GenerateParameterDefault Generated = new() { MinLength = 43, Special = false };
    private readonly ReferenceExpression _admin;
    private readonly ReferenceExpression _services;

    /// <summary>Adds the parameters <c>admin-key</c> and <c>service-key</c>.</summary>
    /// <param name="builder">The application.</param>
    public ServiceKeys(IDistributedApplicationBuilder builder)
    {
        var admin = builder.AddParameter(ResourceNames.AdminKey, Generated, secret: true);
        var services = builder.AddParameter(ResourceNames.ServiceKey, Generated, secret: true);
        _admin = ReferenceExpression.Create($"kc_admin_{admin}");
        _services = ReferenceExpression.Create($"kc_services_{services}");
    }

    /// <summary>Has a service take both keys, and call the other one with its own.</summary>
    /// <param name="service">The service.</param>
    /// <param name="serviceRoles">What the other service may do here. Whoever passes on what people do needs their roles, too.</param>
    internal IResourceBuilder<ProjectResource> GiveTo(IResourceBuilder<ProjectResource> service, string serviceRoles) => service
            .WithEnvironment("Authentication__Keys__0__Key", _admin)
            .WithEnvironment("Authentication__Keys__0__Roles", "issuer,operator,auditor")
            .WithEnvironment("Authentication__Keys__1__Key", _services)
            .WithEnvironment("Authentication__Keys__1__Roles", serviceRoles)
            .WithEnvironment("Authentication__ServiceKey", _services);

    /// <summary>Signs a request to a service in, for a button of the dashboard.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SignInAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Authorization = new("Bearer", await _admin.GetValueAsync(cancellationToken));
    }
}
