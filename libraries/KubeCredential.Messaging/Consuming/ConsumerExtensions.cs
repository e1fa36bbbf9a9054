using KubeCredential.Hosting.Background;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Consuming;

/// <summary>Registers a consumer.</summary>
public static class ConsumerExtensions
{
    /// <summary>
    /// Makes this process consume events for a group, over the connection of <see cref="MessagingExtensions.AddMessaging"/>. A process consumes for one
    /// group only: another consumer is a separate service, so that faults of one do not affect the other.
    /// </summary>
    /// <typeparam name="TSubscriber">Applies the events.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="group">The group's name, which is also that of its Redis user.</param>
    /// <param name="section">The configuration section of <see cref="ConsumptionOptions"/>.</param>
    /// <exception cref="ArgumentException">The name does not follow <see cref="ConsumerGroup.NamePattern"/>.</exception>
    /// <exception cref="InvalidOperationException">The process already consumes for another group.</exception>
    public static IServiceCollection AddConsumer<TSubscriber>(this IServiceCollection services, string group, string section = "Consumption")
        where TSubscriber : class, IEventSubscriber
    {
        if (services.Any(static service => service.ServiceType == typeof(ConsumerGroup))) throw new InvalidOperationException("This process consumes for a group already.");
        services.AddOptions<ConsumptionOptions>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LoopRegistry>();
        services.AddSingleton(new ConsumerGroup(group));
        services.AddSingleton(provider => new EventInbox(provider.GetRequiredService<IConnectionMultiplexer>(), group));
        services.AddSingleton<IEventSubscriber, TSubscriber>();
        services.AddSingleton<EventArrivals>();
        services.AddSingleton<ConsumptionStatus>();
        services.AddSingleton<EventHandling>();
        services.AddSingleton<HeardHeartbeats>();
        services.AddHostedService<EventConsumers>();
        services.AddBackgroundLoop<ConsumptionGauges>();
        return services;
    }
}
