using KubeCredential.Hosting.Health;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.Outbound;

/// <summary>Adds fetching of documents of others.</summary>
public static class OutboundExtensions
{
    /// <summary>Adds the <see cref="DocumentFetcher"/> (section <c>Outbound</c>).</summary>
    public static IServiceCollection AddOutbound(this IServiceCollection services)
    {
        services.AddOptions<OutboundOptions>().BindConfiguration(OutboundOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DocumentFetcher>();
        services.AddSingleton<IHealthSection, OutboundHealth>();
        return services;
    }
}
