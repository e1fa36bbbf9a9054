using KubeCredential.Administration;
using KubeCredential.Hosting.Background;
using KubeCredential.Hosting.Health;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Security;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;
using Verification.Api.Admin;
using Verification.Api.Credentials;
using Verification.Api.Freshness;
using Verification.Api.Live;
using Verification.Api.Projection;
using Verification.Api.Rebuild;
using Verification.Api.Storage;

namespace Verification.Api;

/// <summary>The composition of the verification service.</summary>
internal static class Service
{
    /// <summary>The service's name in documents.</summary>
    public const string Name = "verification-service";

    private const string DatabaseName = "verification-db";

    /// <summary>Adds storage, consumption and verifying.</summary>
    public static WebApplicationBuilder AddVerification(this WebApplicationBuilder builder)
    {
        builder.AddServiceDatabase<VerificationDbContext, SqliteVerificationDbContext, PostgresVerificationDbContext>(DatabaseName, VerificationRights.All);
        builder.AddSecurity();
        var services = builder.Services;
        services.PostConfigure<ProblemDetailsOptions>(static problems => problems.CustomizeProblemDetails += VerificationEndpoints.SayNotValid);
        services.AddAuditTrail();
        services.AddVerdicts();
        services.AddOptions<VerificationOptions>().BindConfiguration("Verification").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<VerificationStore>();
        services.AddSingleton<CredentialCache>();
        services.AddBackgroundLoop<EventAnnouncements>();
        services.AddHostedService<CacheUpkeep>();
        services.AddSingleton<VerdictTotals>();
        services.AddOptions<FreshnessOptions>().BindConfiguration("Verification").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IssuerKnowledgeStore>();
        services.AddBackgroundLoop<Knowledge>();
        services.AddBackgroundLoop<ErasedPages>();
        services.AddSingleton<ReadModel>();
        services.AddSingleton<ConsumptionCounters>();
        services.AddSingleton<ConsumptionControl>();
        services.AddSingleton<DeadLetters>();
        services.AddConsumer<CredentialProjection>(MessagingKeys.VerificationGroup);
        services.AddBackgroundLoop<VerificationTally>();
        services.AddBackgroundLoop<ArrivalHub>();

        services.AddOptions<RebuildOptions>().BindConfiguration("Rebuild").ValidateDataAnnotations().ValidateOnStart();
        services.AddServiceClient<EventFeed>(static provider => provider.GetRequiredService<IOptions<RebuildOptions>>().Value.IssuanceUrl);
        services.AddSingleton<RebuildStore>();
        services.AddBackgroundLoop<Rebuilder>();

        services.AddSingleton<IFailedEvents<FailedEvent>, FailedArrivals>();
        services.AddSingleton<ICircuitSwitch, ConsumptionSwitch>();

        services.AddSingleton<IHealthSection, SubscriberHealth>();
        services.AddSingleton<IHealthSection, VerificationHealth>();
        services.AddSingleton<IHealthSection, FreshnessHealth>();
        services.AddHealthChecks().AddCheck<ConsumptionHealthCheck>("consumption").AddCheck<FreshnessHealthCheck>("issuer");
        return builder;
    }
}
