using KubeCredential.Administration;
using KubeCredential.Hosting.Background;
using KubeCredential.Hosting.Health;
using KubeCredential.Messaging;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Outbound;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using KubeCredential.Storage.Replicas;
using Microsoft.Extensions.Options;
using Verification.Api.Admin;
using Verification.Api.Credentials;
using Verification.Api.CredentialTypes;
using Verification.Api.Freshness;
using Verification.Api.Issuers;
using Verification.Api.Live;
using Verification.Api.Portable;
using Verification.Api.Previews;
using Verification.Api.Projection;
using Verification.Api.Rebuild;
using Verification.Api.Reports;
using Verification.Api.Shares;
using Verification.Api.Signatures;
using Verification.Api.Storage;
using Verification.Api.TrustedIssuers;

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
        services.AddBackgroundLoop<ReplicaRegister>();
        services.AddVerdicts();
        services.AddOptions<VerificationOptions>().BindConfiguration("Verification").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SignatureOptions>().BindConfiguration("Signatures").ValidateDataAnnotations().ValidateOnStart();
#pragma warning disable EXTEXP0001 // Marked as experimental; the loop asks again by itself, and says once that it could not.
        services.AddServiceClient<IssuerKeyFeed>(static provider => provider.GetRequiredService<IOptions<RebuildOptions>>().Value.IssuanceUrl)
            .ConfigureHttpClient(static http => http.MaxResponseContentBufferSize = IssuerKeyFeed.MaxBytes)
            .RemoveAllResilienceHandlers();
        services.AddServiceClient<IssuerFeed>(static provider => provider.GetRequiredService<IOptions<RebuildOptions>>().Value.IssuanceUrl)
            .ConfigureHttpClient(static (provider, http) => (http.MaxResponseContentBufferSize, http.Timeout) = (IssuerFeed.MaxBytes, provider.GetRequiredService<IOptions<SignatureOptions>>().Value.Timeout)) // Each answer: there may be many.
            .RemoveAllResilienceHandlers();
        services.AddServiceClient<TypeFeed>(static provider => provider.GetRequiredService<IOptions<RebuildOptions>>().Value.IssuanceUrl)
            .ConfigureHttpClient(static (provider, http) => (http.MaxResponseContentBufferSize, http.Timeout) = (TypeFeed.MaxBytes, provider.GetRequiredService<IOptions<SignatureOptions>>().Value.Timeout))
            .RemoveAllResilienceHandlers();
        services.AddServiceClient<ShareFeed>(static provider => provider.GetRequiredService<IOptions<RebuildOptions>>().Value.IssuanceUrl)
            .ConfigureHttpClient(static (provider, http) => (http.MaxResponseContentBufferSize, http.Timeout) = (ShareFeed.MaxBytes, provider.GetRequiredService<IOptions<SignatureOptions>>().Value.Timeout))
            .RemoveAllResilienceHandlers();
        services.AddServiceClient<OwnDocumentFeed>(static provider => provider.GetRequiredService<IOptions<RebuildOptions>>().Value.IssuanceUrl)
            .ConfigureHttpClient(static (provider, http) => (http.MaxResponseContentBufferSize, http.Timeout) = (OwnDocumentFeed.MaxBytes, provider.GetRequiredService<IOptions<SignatureOptions>>().Value.Timeout))
            .RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        services.AddSingleton<IssuerKeyStore>();
        services.AddBackgroundLoop<IssuerKeys>();
        services.AddSingleton<SignatureChecks>();
        services.AddSingleton<IssuerStore>();
        services.AddBackgroundLoop<RegisteredIssuers>();
        services.AddSingleton<TypeStore>();
        services.AddBackgroundLoop<KnownTypes>();
        services.AddSingleton<TrustedIssuerStore>();
        services.AddOutbound();
        services.AddSingleton<OwnDocuments>();
        services.AddSingleton<VerifiedLists>();
        services.AddSingleton<IssuerStanding>();
        services.AddSingleton<OwnCopies>();
        services.AddSingleton<DocumentVerification>();
        services.AddSingleton<IDocumentVerification>(static provider => provider.GetRequiredService<DocumentVerification>());
        services.AddSingleton<ForgedEntries>();
        services.AddSingleton<VerificationStore>();
        services.AddSingleton<CredentialLookups>();
        services.AddSingleton<CredentialCache>();
        services.AddSingleton<CredentialJudge>();
        services.AddSingleton<DrawingDesk>();
        services.AddSingleton<PreviewMaker>();
        services.AddOptions<ReportOptions>().BindConfiguration("Report").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Verifier>();
        services.AddSingleton<ReportCertificates>();
        services.AddSingleton<ReportMaker>();
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
        services.AddSingleton<IHealthSection, SignatureHealth>();
        services.AddHealthChecks().AddCheck<SignatureHealthCheck>("signatures").AddCheck<ConsumptionHealthCheck>("consumption").AddCheck<FreshnessHealthCheck>("issuer");
        return builder;
    }
}
