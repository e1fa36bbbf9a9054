using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubeCredential.Hosting.Limits;
using KubeCredential.Messaging.Resilience;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Registers the Redis connection and the messaging that uses it.</summary>
public static class MessagingExtensions
{
    /// <summary>
    /// Setting <c>Redis:CertificateAuthority</c>: with <c>ssl=true</c> in the connection string, the file (PEM) with the authority of Redis' certificate, if this
    /// machine does not trust it anyway.
    /// <list type="table">
    /// <listheader><term>Setting</term><term>Default</term><description>Meaning</description></listheader>
    /// <item><term>ConnectionStrings:redis</term><description>Redis, as StackExchange.Redis writes it: <c>host:port,user=…,password=…,ssl=true</c>.</description></item>
    /// </list>
    /// </summary>
    private const string AuthoritySetting = "Redis:CertificateAuthority";

    // Never sent. The client would otherwise read settings, which the services' users may not, and use keys and a channel of its own.
    private static readonly CommandMap Commands = CommandMap.Create(["CONFIG"], available: false);

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReconnectInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Adds the Redis connection <paramref name="connectionName"/>, <see cref="EventPublisher"/>, <see cref="EventEraser"/>, <see cref="StreamInspector"/>, the limit budget shared by all replicas, and the health check
    /// <c>redis</c>, which is degraded, never unhealthy, while Redis is unavailable: both services keep working without it. With TLS (<c>ssl=true</c>) Redis
    /// must present a certificate from an authority that this machine trusts, or from the one in the file <c>Redis:CertificateAuthority</c> (PEM).
    /// </summary>
    /// <exception cref="InvalidOperationException">The file cannot be read.</exception>
    public static IHostApplicationBuilder AddMessaging(this IHostApplicationBuilder builder, string connectionName)
    {
        var authority = builder.Configuration[AuthoritySetting] is { Length: > 0 } file ? ReadAuthority(file) : null;
        builder.AddRedisClient(
            connectionName,
            settings =>
            {
                settings.DisableHealthChecks = true; // It would report the service as unhealthy.
                settings.DisableTracing = true;      // Loops poll all the time; our own spans show what happens to an event.
            },
            options =>
            {
                Configure(options);
                if (authority is not null) options.TrustIssuer(authority);
            });
        builder.Services.AddSingleton<ISharedBudget, RedisBudget>();
        builder.Services.AddSingleton<EventPublisher>();
        builder.Services.AddSingleton<EventEraser>();
        builder.Services.AddSingleton<StreamInspector>();
        builder.Services.AddSingleton<ConsumerGroupRetirement>();
        builder.Services.AddSingleton<GroupDeadLetters>();
        builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis", HealthStatus.Degraded, timeout: TimeSpan.FromSeconds(3));
        return builder;
    }

    /// <summary>
    /// Makes every call fail fast instead of queueing behind a lost connection, reconnects as soon as Redis is back, and sends no
    /// command that the services' users may not use (see <c>Access</c>).
    /// </summary>
    public static void Configure(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = (int)ConnectTimeout.TotalMilliseconds;
        options.AsyncTimeout = (int)CallTimeout.TotalMilliseconds;
        options.SyncTimeout = (int)CallTimeout.TotalMilliseconds;
        options.CommandMap = Commands;
        options.ConfigurationChannel = "";
        options.TieBreaker = "";
        options.SetClientLibrary = false;
        options.ReconnectRetryPolicy = new LinearRetry((int)ReconnectInterval.TotalMilliseconds);
    }

    private static X509Certificate2 ReadAuthority(string file)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidOperationException($"The setting {AuthoritySetting} names a file that is no certificate in PEM form, or cannot be read: {error.Message}", error);
        }
    }

    private static string Reason(Exception error)
    {
        // The client has the same failure type for both, and sets it on the inner exception that says why it could not connect.
        for (var one = error; one is not null; one = one.InnerException)
        {
            if (one is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure })
                return $"it refuses the user or the password of the connection string, or its certificate is not trusted: see {AuthoritySetting}";
        }

        return error.GetType().Name;
    }

    private sealed class RedisHealthCheck(IConnectionMultiplexer redis) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                var took = await redis.GetDatabase().PingAsync().WaitAsync(cancellationToken);
                return HealthCheckResult.Healthy($"Redis answers in {took.TotalMilliseconds:0.0} ms.");
            }
            catch (Exception error) when (RedisFault.IsOutage(error) || error is OperationCanceledException)
            {
                return HealthCheckResult.Degraded($"Redis does not answer ({Reason(error)}).", error);
            }
        }
    }
}
