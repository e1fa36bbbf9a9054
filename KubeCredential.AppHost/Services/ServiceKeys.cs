using KubeCredential.AppHost.Setup;

namespace KubeCredential.AppHost.Services;

/// <summary>
/// The API keys that a new system starts with. Each service has an administration key, with which its operators work and create further
/// keys, and a service key, which it presents to the other service. A service is told only the id and the hash of a key that it checks, so
/// a service that is taken over gives access to nothing that its own key does not open. The secrets are parameters, generated at each start
/// unless they are given.
/// </summary>
public sealed class ServiceKeys
{
    // 43 of 62 characters: 256 bits, like the keys that the services generate.
    private static readonly GenerateParameterDefault Generated = new() { MinLength = 43, Special = false };

    private readonly Service _issuance;
    private readonly Service _verification;
    private readonly DevelopmentKey? _development;

    /// <summary>Adds the parameters: an administration key and a service key for each service, and, if the system is run, the key for development.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="settings">The settings.</param>
    public ServiceKeys(IDistributedApplicationBuilder builder, AppHostSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        // The administration key of one service is worth nothing at the other.
        _issuance = new(
            ResourceNames.IssuanceApi, "issuance", "issuer,operator,auditor", SpeaksFor: null,
            KeySecret.Add(builder, ResourceNames.IssuanceAdminKey, Generated), KeySecret.Add(builder, ResourceNames.IssuanceServiceKey, Generated));
        // The issuance service calls the verifier on behalf of the people who have signed in.
        _verification = new(
            ResourceNames.VerificationApi, "verification", "operator,auditor", SpeaksFor: "operator,auditor",
            KeySecret.Add(builder, ResourceNames.VerificationAdminKey, Generated), KeySecret.Add(builder, ResourceNames.VerificationServiceKey, Generated));
        if (settings.IsRunMode) _development = DevelopmentKey.Add(builder, settings.DataDirectory);
    }

    /// <summary>Lets a service accept its administration key and the other service's key, and call the other service with its own.</summary>
    /// <param name="service">The service.</param>
    internal IResourceBuilder<ProjectResource> GiveTo(IResourceBuilder<ProjectResource> service)
    {
        var (own, other) = Of(service.Resource.Name);
        Take(0, "admin", own.Admin.Hash, own.AdminRoles);
        Take(1, other.Id, other.Shown.Hash, "replica");
        if (own.SpeaksFor is { } roles) service.WithEnvironment("Authentication__Keys__1__SpeaksFor", roles);
        service.WithEnvironment("Authentication__ServiceKey", ReferenceExpression.Create($"kc_{own.Id}_{own.Shown.Secret}"));
        if (_development is null) return service;
        Take(2, DevelopmentKey.Id, _development.Hash, "issuer,operator,auditor,replica");
        return service.WithEnvironment("Authentication__Keys__2__OnlyOnThisMachine", "true");

        void Take(int number, string id, object hash, string roles)
        {
            var key = $"Authentication__Keys__{number}__";
            service
                .WithEnvironment($"{key}Id", id)
                .WithEnvironment(context => context.EnvironmentVariables[$"{key}Hash"] = hash)
                .WithEnvironment($"{key}Roles", roles);
        }
    }

    /// <summary>Signs a request to a service in, for a command of the dashboard.</summary>
    /// <param name="request">The request.</param>
    /// <param name="service">The name of the service.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SignInAsync(HttpRequestMessage request, string service, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var secret = await Of(service).Own.Admin.Secret.Resource.GetValueAsync(cancellationToken);
        request.Headers.Authorization = new("Bearer", $"kc_admin_{secret}");
    }

    private (Service Own, Service Other) Of(string name) => name == _issuance.Name ? (_issuance, _verification) : (_verification, _issuance);

    /// <param name="Name">The service's name.</param>
    /// <param name="Id">The id of the key that it presents.</param>
    /// <param name="AdminRoles">What its administration key may do.</param>
    /// <param name="SpeaksFor">The roles of the people on whose behalf the other service may call it.</param>
    /// <param name="Admin">Its administration key.</param>
    /// <param name="Shown">The key that it presents to the other service.</param>
    private sealed record Service(string Name, string Id, string AdminRoles, string? SpeaksFor, KeySecret Admin, KeySecret Shown);
}
