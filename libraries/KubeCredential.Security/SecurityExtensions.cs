using System.Net.Http.Headers;
using KubeCredential.Hosting.Background;
using KubeCredential.Security.Limits;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeCredential.Security;

/// <summary>Authentication and authorisation of a service. <see cref="Access"/> is the table of who may call what.</summary>
public static partial class SecurityExtensions
{
    private const string Selector = "KubeCredential";

    /// <summary>Adds authentication by API key or token. A service adds it after its database, which holds the keys.</summary>
    /// <exception cref="InvalidOperationException">A setting is invalid.</exception>
    public static WebApplicationBuilder AddSecurity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var settings = AuthenticationSettings.Read(builder.Configuration);
        services.AddSingleton(settings);
        services.AddSingleton(settings.Users);
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton(static provider => new KeyCheck(provider.GetRequiredService<ApiKeys>(), provider.GetRequiredService<TimeProvider>()));
        services.AddBackgroundLoop<ApiKeyUseLoop>();
        services.AddRateLimits(settings.ServiceKey, Caller.ClientOf);
        services.AddAuthentication(Selector)
            .AddPolicyScheme(Selector, null, options =>
            {
                options.ForwardDefaultSelector = SchemeOf;
                options.ForwardChallenge = ApiKeyHandler.Scheme;
                options.ForwardForbid = ApiKeyHandler.Scheme;
            })
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Scheme, null)
            .AddTokens(settings);
        services.ReadProtectionKeysWhenNeeded();
        services.AddExceptionHandler<ProviderUnavailableHandler>();
        // A line for each refused request would let anyone guessing keys fill the log.
        builder.Logging.AddFilter(typeof(ApiKeyHandler).FullName, LogLevel.Warning);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsNoEndpoint).Build());
        return builder;
    }

    /// <summary>Adds a client for another service of the system, which presents this service's key (setting <c>Authentication:ServiceKey</c>).</summary>
    /// <typeparam name="TClient">The type that uses the client.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="address">The address of the other service.</param>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IServiceCollection services, Func<IServiceProvider, Uri> address) where TClient : class =>
        services.AddHttpClient<TClient>((provider, http) =>
        {
            http.BaseAddress = address(provider);
            http.DefaultRequestHeaders.ShowServiceKey(provider);
        });

    /// <summary>Presents this service's key, if it has one, to another service of the system.</summary>
    /// <param name="headers">The headers of a request to the other service.</param>
    /// <param name="services">The services.</param>
    public static void ShowServiceKey(this HttpRequestHeaders headers, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (services.GetRequiredService<AuthenticationSettings>().ServiceKey is { } key) headers.Authorization = new AuthenticationHeaderValue(ApiKeyHandler.Bearer.TrimEnd(), key);
    }

    /// <summary>Refuses to run a service that nobody can sign in to, which could be mistaken for a configured one.</summary>
    /// <returns>The exit code to end with, or null if the service should start.</returns>
    public static async Task<int?> RefuseWithoutKeyAsync(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<AuthenticationSettings>();
        if (settings.Keys.Count > 0 || settings.Authority is not null) return null;
        LogNoKey(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SecurityExtensions).FullName!));
        await app.DisposeAsync(); // Flush the log.
        return 1;
    }

    /// <summary>
    /// Prevents ASP.NET Core from reading the keys that protect cookies at start: the database that holds them may not be ready yet, and a
    /// service without cookies does not need them. They are read when first needed.
    /// </summary>
    public static IServiceCollection ReadProtectionKeysWhenNeeded(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var reader = services.SingleOrDefault(static service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.FullName?.StartsWith("Microsoft.AspNetCore.DataProtection.", StringComparison.Ordinal) == true);
        if (reader is not null) services.Remove(reader);
        return services;
    }

    /// <summary>Adds authentication, limits and authorisation. Must come after routing.</summary>
    public static void UseSecurity(this WebApplication app)
    {
        app.UseAuthentication();
        FailedSignIns.Use(app, static context => !ApiKeyHandler.IsProbe(context));
        app.UseOnBehalf();
        app.UseRateLimiter();
        app.UseAuthorization();
    }

    /// <summary>A bearer key or token takes precedence: a caller sends the header deliberately, while a browser sends cookies automatically.</summary>
    private static string SchemeOf(HttpContext context) =>
        ApiKeyHandler.IsProbe(context) ? ApiKeyHandler.Scheme
        : context.Request.Headers.Authorization is [{ } shown, ..] ? IsToken(context, shown) ? TokenExtensions.Scheme : ApiKeyHandler.Scheme
        : context.RequestServices.GetRequiredService<IOptions<BearerSelection>>().Value.WithoutBearer(context) ?? ApiKeyHandler.Scheme;

    private static bool IsToken(HttpContext context, string header) =>
        context.RequestServices.GetRequiredService<AuthenticationSettings>().Authority is not null
        && !header.AsSpan(Math.Min(header.Length, ApiKeyHandler.Bearer.Length)).StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal);

    /// <summary>
    /// The fallback for endpoints without access of their own: everyone may learn that a path or method does not exist, and any other such
    /// endpoint is closed to everyone.
    /// </summary>
    private static bool IsNoEndpoint(AuthorizationHandlerContext context) => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint;

    [LoggerMessage(LogLevel.Critical, "The service does not start because nobody could sign in. Configure a key (Authentication:Keys:0:Key, or :Id and :Hash, and Authentication:Keys:0:Roles) or an OpenID Connect provider (Authentication:Authority and Authentication:Audience).")]
    private static partial void LogNoKey(ILogger logger);
}
