namespace KubeCredential.AppHost.Infrastructure;

/// <summary>The servers that keep the services' data, wherever they run.</summary>
/// <param name="IssuanceBus">The event bus, as the issuance service uses it.</param>
/// <param name="VerificationBus">The event bus, as the verification service uses it.</param>
/// <param name="IssuanceDatabase">The database of the issuance service.</param>
/// <param name="VerificationDatabase">The database of the verification service.</param>
public sealed record InfrastructureResources(
    ServiceConnection IssuanceBus, ServiceConnection VerificationBus, ServiceConnection IssuanceDatabase, ServiceConnection VerificationDatabase);
