using KubeCredential.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.ServiceDefaults.Web;

/// <summary>A service's web settings: proxies in front of it, TLS termination, other sites, and headers for browsers.</summary>
internal static class WebExtensions
{
    // Set by the forwarded-headers middleware if it trusted the proxy.
    private static readonly string ReachedProxyBy = ForwardedHeadersDefaults.XOriginalProtoHeaderName;
    private static readonly TimeSpan HstsTime = TimeSpan.FromDays(365);

    public static void AddWeb(this WebApplicationBuilder builder)
    {
        var settings = WebSettings.Read(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(settings);
        builder.AddHostNames();
        // Otherwise the framework would trust every sender before our configuration applies.
        builder.Configuration["FORWARDEDHEADERS_ENABLED"] = "false";
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = settings.KnownProxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in settings.KnownProxies) forwarded.KnownIPNetworks.Add(network);
        });
        builder.Services.AddHsts(static hsts => hsts.MaxAge = HstsTime);
        if (settings.Origins.Count == 0) return;
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.Origins])
            .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
            .AllowAnyHeader()
            .WithExposedHeaders("Retry-After", "traceparent")));
    }

    /// <summary>Determines where a request comes from. Must come before everything else.</summary>
    public static void UseKnownProxies(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            context.Request.Headers.Remove(ReachedProxyBy);
            return next(context);
        });
        app.UseForwardedHeaders();
    }

    /// <summary>Makes browsers use TLS. Requests that did not come through a proxy, such as probes and those of the other service, are exempt.</summary>
    public static void UseHttpsAtProxies(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<WebSettings>();
        if (settings.IsForHttps) app.UseHsts();
        if (!settings.RedirectsToHttps || settings.KnownProxies.Count == 0) return;
        app.Use(static (context, next) =>
        {
            var request = context.Request;
            if (request.IsHttps || !request.Headers.ContainsKey(ReachedProxyBy) || ThisMachine.IsName(request.Host.Host)) return next(context); // Certificates for loopback names are neither available nor needed.
            context.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = UriHelper.BuildAbsolute(Uri.UriSchemeHttps, new HostString(request.Host.Host), request.PathBase, request.Path, request.QueryString);
            return Task.CompletedTask;
        });
    }

    /// <summary>Allows scripts of the configured sites (CORS).</summary>
    public static void UseOtherOrigins(this WebApplication app)
    {
        if (app.Services.GetRequiredService<WebSettings>().Origins.Count > 0) app.UseCors();
    }
}
