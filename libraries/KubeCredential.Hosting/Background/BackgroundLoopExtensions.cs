using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KubeCredential.Hosting.Background;

/// <summary>Registers background work.</summary>
public static class BackgroundLoopExtensions
{
    /// <summary>Registers a background service that can also be injected elsewhere. Services stop in reverse order of registration.</summary>
    public static IServiceCollection AddBackgroundLoop<T>(this IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        return services.AddHostedService(static provider => provider.GetRequiredService<T>());
    }
}
