namespace KubeCredential.Docs.Tests.Settings;

/// <summary>Who reads a setting, in the order of docs/configuration.md.</summary>
internal enum Owner
{
    AppHost,
    BothServices,
    IssuanceService,
    VerificationService,
    Publishing,
}
