using KubeCredential.AppHost;
using KubeCredential.AppHost.Infrastructure;
using KubeCredential.AppHost.Services;
using KubeCredential.AppHost.Setup;
using KubeCredential.Publishing;

try
{
    var builder = DistributedApplication.CreateBuilder(OutputPath.MadeAbsolute(args));
    var settings = AppHostSettings.Read(builder);
    builder.UseDashboardPorts(settings.Ports).RequireFreePorts(settings).FailUnlessPublishCompletes();

    var infrastructure = builder.AddInfrastructure(settings);
    var keys = new ServiceKeys(builder, settings);

    var issuance = builder.AddProject<Projects.Issuance_Api>(ResourceNames.IssuanceApi, project => project.ExcludeLaunchProfile = true)
        .AsCredentialService("Issuance API", settings.Ports.IssuanceApi, settings.IssuanceReplicas, keys, "publishing")
        .WithKeys(keys)
        .WithEnvironment("Signing__MasterKey", KeptSecret.Add(builder, settings, ResourceNames.SigningMasterKey))
        .WithEventBus(infrastructure.IssuanceBus)
        .WithDatabase(infrastructure.IssuanceDatabase)
        .WithMailCatcher(settings);

    var verification = builder.AddProject<Projects.Verification_Api>(ResourceNames.VerificationApi, project => project.ExcludeLaunchProfile = true)
        .AsCredentialService("Verification API", settings.Ports.VerificationApi, settings.VerificationReplicas, keys, "consuming")
        .WithKeys(keys)
        .WithEnvironment("Signatures__KeySecret", KeptSecret.Add(builder, settings, ResourceNames.IssuerKeySecret))
        .WithEnvironment("Report__KeySecret", KeptSecret.Add(builder, settings, ResourceNames.ReportKeySecret))
        .WithRebuildCommand(keys)
        .WithEventBus(infrastructure.VerificationBus)
        .WithDatabase(infrastructure.VerificationDatabase)
        .WithReference(issuance);
    issuance.WithReference(verification);

    if (settings.Frontends)
    {
        var verificationApp = builder.AddCredentialApp(ResourceNames.VerificationApp, "Verify credentials", settings.Ports.VerificationApp, settings.FrontendScript)
            .WithReference(verification).WaitFor(verification);
        var issuanceApp = builder.AddCredentialApp(ResourceNames.IssuanceApp, "Issue credentials", settings.Ports.IssuanceApp, settings.FrontendScript)
            .WithReference(issuance).WaitFor(issuance)
            .WithPublicLink(verificationApp, "VERIFICATION_APP_URL")
            .WithLinkToTraces("TRACE_URL")
            .WithSignInCommand(issuance, keys);
        issuance.WithPublicLink(issuanceApp, "Issuers__PublicAddress").WithPublicLink(verificationApp, "Batches__VerifyAddress");
        verification.WithPublicLink(verificationApp, "Report__Address");
    }

    builder.AddKubernetesPublishing(ResourceNames.Application, publishing =>
    {
        publishing.Title = "KubeCredential";
        publishing.Description = "Issues digital credentials and verifies them";
        publishing.BuildRoot = "..";
    });
    builder.Build().Run();
    return Environment.ExitCode;
}
catch (Exception error) when (SetupException.EndsThisProcess && SetupException.MessageIn(error) is not null)
{
    Console.Error.WriteLine($"KubeCredential cannot start.{Environment.NewLine}{SetupException.MessageIn(error)}");
    return 1;
}
