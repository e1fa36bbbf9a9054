namespace KubeCredential.AppHost.Infrastructure;

/// <summary>What the services keep their data in, wherever it runs.</summary>
/// <param name="Redis">The event bus.</param>
/// <param name="IssuanceDatabase">The database of the issuance service.</param>
/// <param name="VerificationDatabase">The database of the verification service.</param>
public sealed record InfrastructureResources(
    IResourceBuilder<IResourceWithConnectionString> Redis,
    IResourceBuilder<IResourceWithConnectionString> IssuanceDatabase,
    IResourceBuilder<IResourceWithConnectionString> VerificationDatabase);
