using KubeCredential.Hosting.Health;
using KubeCredential.Hosting.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KubeCredential.Security.Limits;

/// <summary>The limits that endpoints name, as <see cref="RateLimitsOptions"/> sets them.</summary>
public static class RateLimits
{
    /// <summary>Verifying.</summary>
    public const string Verify = "verify";

    /// <summary>Issuing.</summary>
    public const string Issue = "issue";

    /// <summary>Signing a browser in.</summary>
    public const string SignIn = "sign-in";

    /// <summary>The pages of holders.</summary>
    public const string Holder = "holder";

    private const string FailedSignIn = "failed-sign-ins";

    /// <summary>Limits how often a client may call an endpoint.</summary>
    /// <param name="endpoint">The endpoint or group.</param>
    /// <param name="limit">One of the names here.</param>
    public static TBuilder LimitedBy<TBuilder>(this TBuilder endpoint, string limit) where TBuilder : IEndpointConventionBuilder => endpoint
        .RequireRateLimiting(limit)
        .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status429TooManyRequests, typeof(ProblemDetails), ["application/problem+json"]));

    /// <summary>Adds the limits.</summary>
    /// <param name="services">The services.</param>
    /// <param name="secret">A secret known only to the replicas; it hides the counted clients' identities in Redis.</param>
    /// <param name="clientOf">Who sent a request.</param>
    internal static void AddRateLimits(this IServiceCollection services, string? secret, Func<HttpContext, LimitedClient> clientOf)
    {
        services.AddOptions<RateLimitsOptions>().BindConfiguration(RateLimitsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LimitRefusals>();
        services.AddSingleton<IHealthSection, LimitsHealth>();
        services.AddSingleton(provider => new FailedSignIns(Limiters(provider, secret, FailedSignIn, static limits => limits.FailedSignIns), provider.GetRequiredService<LimitRefusals>()));
        services.AddRateLimiter(static _ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            Add(Verify, static limits => limits.Verify, clientOf);
            Add(Issue, static limits => limits.Issue, clientOf);
            // A caller who signs in may already have a session, which must not give them more attempts.
            Add(SignIn, static limits => limits.SignIn, LimitedClient.AtAddressOf);
            Add(Holder, static limits => limits.Holder, LimitedClient.AtAddressOf);

            void Add(string policy, Func<RateLimitsOptions, RateLimit> limitOf, Func<HttpContext, LimitedClient> countedAs) =>
                options.AddPolicy(policy, new RateLimitPolicy(Limiters(provider, secret, policy, limitOf), countedAs, provider.GetRequiredService<LimitRefusals>()));
        });
    }

    private static ClientLimiters Limiters(IServiceProvider provider, string? secret, string policy, Func<RateLimitsOptions, RateLimit> limitOf)
    {
        var limits = provider.GetRequiredService<IOptions<RateLimitsOptions>>().Value;
        return new ClientLimiters(
            policy, limits.Enabled ? limitOf(limits) : null, provider.GetRequiredService<ISharedBudget>(), provider.GetRequiredService<IHostEnvironment>(),
            secret, provider.GetRequiredService<TimeProvider>());
    }
}
