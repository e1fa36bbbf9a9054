using KubeCredential.Hosting.Background;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.Storage.Audit;

/// <summary>The audit trail of a service: who did what, when, and whether anybody has changed the record since.</summary>
public static class AuditExtensions
{
    /// <summary>Adds <see cref="AuditReader"/> and the loop that chains entries.</summary>
    public static IServiceCollection AddAuditTrail(this IServiceCollection services)
    {
        services.AddSingleton(static provider => new AuditReader(provider.GetRequiredService<SqlDialect>(), provider.GetService<VerdictChain>() is not null));
        services.AddSingleton(static provider => new AuditChain(provider.GetRequiredService<SqlDialect>(), provider.GetRequiredService<TimeProvider>()));
        return services.AddBackgroundLoop<AuditSealer>();
    }

    /// <summary>Adds, for a service that gives verdicts, the loops that chain them and that drop the oldest.</summary>
    public static IServiceCollection AddVerdicts(this IServiceCollection services)
    {
        services.AddOptions<VerdictOptions>().BindConfiguration(VerdictOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<VerdictChain>();
        services.AddBackgroundLoop<VerdictSealer>();
        return services.AddBackgroundLoop<VerdictRetention>();
    }
}
