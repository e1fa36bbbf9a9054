using System.Text;
using Issuance.Api.Admin;
using Issuance.Api.Batches;
using Issuance.Api.EventStore;
using Issuance.Api.Console;
using Issuance.Api.Credentials;
using Issuance.Api.CredentialTypes;
using Issuance.Api.Documents;
using Issuance.Api.Holders;
using Issuance.Api.Idempotency;
using Issuance.Api.Issuers;
using Issuance.Api.Lifecycle;
using Issuance.Api.Live;
using Issuance.Api.Outbox;
using Issuance.Api.SigningKeys;
using Issuance.Api.StatusLists;
using Issuance.Api.Storage;
using KubeCredential.Administration;
using KubeCredential.Hosting.Background;
using KubeCredential.Hosting.Health;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using KubeCredential.Storage.Replicas;
using KubeCredential.VerifiableCredentials.Keys;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Issuance.Api;

/// <summary>The composition of the issuance service.</summary>
internal static class Service
{
    /// <summary>The service's name in documents.</summary>
    public const string Name = "issuance-service";

    private const string DatabaseName = "issuance-db";

    /// <summary>The service's privileges on its tables on PostgreSQL.</summary>
    public static IReadOnlyList<TableRight> Rights { get; } = [.. IssuanceRights.All, .. ConsoleRights.All];

    /// <summary>Adds storage, issuing and delivery.</summary>
    public static WebApplicationBuilder AddIssuance(this WebApplicationBuilder builder)
    {
        // The migration is registered first, so that it is the first to start and the last to stop.
        builder.AddServiceDatabase<IssuanceDbContext, SqliteIssuanceDbContext, PostgresIssuanceDbContext>(DatabaseName, Rights);
        builder.AddSecurity();
        builder.AddConsole();
        var services = builder.Services;
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, CredentialJson.Default));
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BatchJson.Default));
        services.AddOptions<IssuanceOptions>().BindConfiguration("Issuance").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration("Retention").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<OutboxOptions>().BindConfiguration("Outbox").ValidateDataAnnotations().ValidateOnStart();

        services.AddAuditTrail();
        services.AddBackgroundLoop<ReplicaRegister>();
        services.AddOptions<SigningOptions>().BindConfiguration("Signing").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(static provider => new KeyEncryption(Encoding.UTF8.GetBytes(provider.GetRequiredService<IOptions<SigningOptions>>().Value.MasterKey)));
        services.AddSingleton<SigningKeyStore>();
        services.AddBackgroundLoop<SigningKeyRing>();
        services.AddSingleton<ICredentialSigner>(static provider => provider.GetRequiredService<SigningKeyRing>());
        services.AddSingleton<EventSigner>();
        services.AddBackgroundLoop<SigningKeyReplacement>();
        services.AddOptions<IssuerOptions>().BindConfiguration("Issuers")
            .Validate(static options => IssuerDids.IsPublicAddress(options.PublicAddress), "Issuers:PublicAddress must be an https:// address with a host name and without user, query and fragment, such as https://credentials.example.org; on this machine, http is allowed.")
            .ValidateOnStart();
        services.AddSingleton<IssuerDids>();
        services.AddSingleton<IssuerStore>();
        services.AddSingleton<IssuerRegistry>();
        services.AddSingleton<IssuerSigner>();
        services.AddOptions<StatusListOptions>().BindConfiguration("StatusLists").ValidateDataAnnotations()
            .Validate(static options => options.HasGoodSize, "StatusLists:Size must be a power of two.")
            .Validate(static options => options.HasGoodTimes, "StatusLists:Ttl must be at most half of StatusLists:ValidFor.").ValidateOnStart();
        services.AddSingleton<StatusListStore>();
        services.AddSingleton<StatusListAddresses>();
        services.AddSingleton<StatusListAllocator>();
        services.AddBackgroundLoop<StatusListPublisher>();
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<DocumentMaker>();
        services.AddSingleton<PaperPictures>();
        services.AddSingleton<DrawingDesk>();
        services.AddSingleton<CredentialPapers>();
        services.AddOptions<TypeOptions>().BindConfiguration("CredentialTypes").ValidateOnStart();
        services.AddSingleton<TypeStore>();
        services.AddSingleton<IDocumentTypes>(static provider => provider.GetRequiredService<TypeStore>());
        services.AddSingleton<TypeRegistry>();
        services.AddSingleton<ITypeRegistry>(static provider => provider.GetRequiredService<TypeRegistry>());
        services.AddSingleton<IIssuerAdmission>(static provider => provider.GetRequiredService<IssuerRegistry>());
        services.AddSingleton<IdempotencyStore>();
        services.AddBackgroundLoop<IdempotencyCleanup>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<CredentialSearch>();
        services.AddSingleton<CredentialExport>();
        services.AddSingleton<SavedViewStore>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<HeartbeatStore>();
        services.AddSingleton<ErasureStore>();
        services.AddSingleton<RequiredGroups>();
        services.AddSingleton<GroupConfirmations>();
        services.AddSingleton<ConsumerGroups>();
        services.AddSingleton<FreshEvents>();
        services.AddSingleton<UnmarkedPublications>();
        services.AddSingleton<OutboxReport>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<DeliveryControl>();
        services.AddSingleton<DeliveryStatus>();
        services.AddSingleton<DeliveryProgress>();
        services.AddBackgroundLoop<IssuanceWriter>();
        services.AddBackgroundLoop<Retention>();
        services.AddBackgroundLoop<ErasedPages>();
        services.AddBackgroundLoop<OutboxRelay>();
        services.AddBackgroundLoop<ConfirmationLoop>();
        services.AddBackgroundLoop<OutboxMaintenance>();
        services.AddBackgroundLoop<Heartbeat>();
        services.AddBackgroundLoop<ErasureSweeper>();
        services.AddBackgroundLoop<DeliveryGauges>();
        services.AddBackgroundLoop<DeliveryHub>();
        services.AddBackgroundLoop<DeliveryTimeline>();

        services.AddBatches();
        services.AddHolders();
        services.AddSingleton<IFailedEvents<FailedEvent>, FailedDeliveries>();
        services.AddSingleton<ICircuitSwitch, DeliverySwitch>();

        services.AddSingleton<IHealthSection, IssuanceHealth>();
        services.AddHealthChecks().AddCheck<DeliveryHealthCheck>("delivery");
        return builder;
    }
}
