using KubeCredential.Hosting.Background;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.Storage.Audit;

/// <summary>The audit trail of a service: who did what, when, and whether the record has been altered since.</summary>
public static class AuditExtensions
{
    /// <summary>Adds <see cref="AuditReader"/> and the loop that seals entries.</summary>
    public static IServiceCollection AddAuditTrail(this IServiceCollection services)
    {
        services.AddSingleton(static provider => new AuditReader(provider.GetRequiredService<SqlDialect>(), provider.GetService<VerdictChain>() is not null));
        services.AddSingleton(static provider => new AuditChain(provider.GetRequiredService<SqlDialect>(), provider.GetRequiredService<TimeProvider>()));
        return services.AddBackgroundLoop<AuditSealer>();
    }

    /// <summary>For a service that gives verdicts: adds the loops that seal them and remove the oldest.</summary>
    public static IServiceCollection AddVerdicts(this IServiceCollection services)
    {
        services.AddOptions<VerdictOptions>().BindConfiguration(VerdictOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<VerdictChain>();
        services.AddBackgroundLoop<VerdictSealer>();
        return services.AddBackgroundLoop<VerdictRetention>();
    }
}
