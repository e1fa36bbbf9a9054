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

/// <summary>Signing in and permissions of a service. <see cref="Access"/> is the table of who may call what.</summary>
public static partial class SecurityExtensions
{
    private const string Selector = "KubeCredential";

    /// <summary>Adds signing in by API key or token. A service adds it after its database, where its keys are.</summary>
    /// <exception cref="InvalidOperationException">A setting makes no sense.</exception>
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
        // One line for each refused request would let whoever guesses fill the log.
        builder.Logging.AddFilter(typeof(ApiKeyHandler).FullName, LogLevel.Warning);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsNoEndpoint).Build());
        return builder;
    }

    /// <summary>Adds a client of another service of the system, which is shown this service's key (setting <c>Authentication:ServiceKey</c>).</summary>
    /// <typeparam name="TClient">What uses the client.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="address">Where the other service is.</param>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IServiceCollection services, Func<IServiceProvider, Uri> address) where TClient : class =>
        services.AddHttpClient<TClient>((provider, http) =>
        {
            http.BaseAddress = address(provider);
            http.DefaultRequestHeaders.ShowServiceKey(provider);
        });

    /// <summary>Shows another service of the system this service's key, where it has one.</summary>
    /// <param name="headers">The headers of a request to the other service.</param>
    /// <param name="services">The services.</param>
    public static void ShowServiceKey(this HttpRequestHeaders headers, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (services.GetRequiredService<AuthenticationSettings>().ServiceKey is { } key) headers.Authorization = new AuthenticationHeaderValue(ApiKeyHandler.Bearer.TrimEnd(), key);
    }

    /// <summary>Refuses to run a service that nobody could sign in to: it would be taken for one that is set up.</summary>
    /// <returns>The exit code to end with, or null for the service to go on and start.</returns>
    public static async Task<int?> RefuseWithoutKeyAsync(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<AuthenticationSettings>();
        if (settings.Keys.Count > 0 || settings.Authority is not null) return null;
        LogNoKey(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SecurityExtensions).FullName!));
        await app.DisposeAsync(); // What has been logged is written out.
        return 1;
    }

    /// <summary>
    /// Keeps ASP.NET Core from reading the keys that protect cookies when the service starts: the database that holds them may not have
    /// been prepared yet, and a service without cookies has no use for them. They are read when first needed.
    /// </summary>
    public static IServiceCollection ReadProtectionKeysWhenNeeded(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var reader = services.SingleOrDefault(static service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.FullName?.StartsWith("Microsoft.AspNetCore.DataProtection.", StringComparison.Ordinal) == true);
        if (reader is not null) services.Remove(reader);
        return services;
    }

    /// <summary>Adds signing in, the limits, and the check of who may call what. It goes after routing.</summary>
    public static void UseSecurity(this WebApplication app)
    {
        app.UseAuthentication();
        FailedSignIns.Use(app, static context => !ApiKeyHandler.IsProbe(context));
        app.UseOnBehalf();
        app.UseRateLimiter();
        app.UseAuthorization();
    }

    /// <summary>A bearer key or token if there is one: what a caller shows in the header was meant, a cookie comes by itself.</summary>
    private static string SchemeOf(HttpContext context) =>
        ApiKeyHandler.IsProbe(context) ? ApiKeyHandler.Scheme
        : context.Request.Headers.Authorization is [{ } shown, ..] ? IsToken(context, shown) ? TokenExtensions.Scheme : ApiKeyHandler.Scheme
        : context.RequestServices.GetRequiredService<IOptions<BearerSelection>>().Value.WithoutBearer(context) ?? ApiKeyHandler.Scheme;

    private static bool IsToken(HttpContext context, string header) =>
        context.RequestServices.GetRequiredService<AuthenticationSettings>().Authority is not null
        && !header.AsSpan(Math.Min(header.Length, ApiKeyHandler.Bearer.Length)).StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal);

    /// <summary>
    /// What is not decided by an endpoint's own access: only that there is nothing at a path, or nothing by this method, may be told to
    /// everybody. An endpoint without an access is for nobody.
    /// </summary>
    private static bool IsNoEndpoint(AuthorizationHandlerContext context) => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint;

    [LoggerMessage(LogLevel.Critical, "Nobody could sign in: there is neither a key (Authentication:Keys:0:Key, or :Id and :Hash, and Authentication:Keys:0:Roles) nor an OpenID Connect provider (Authentication:Authority and Authentication:Audience). The service does not start.")]
    private static partial void LogNoKey(ILogger logger);
}
