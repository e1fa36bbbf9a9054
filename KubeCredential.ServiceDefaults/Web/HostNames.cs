using KubeCredential.Security;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace KubeCredential.ServiceDefaults.Web;

/// <summary>
/// The host names under which the service answers. Requests for any other name, such as one made to resolve here ("DNS rebinding"), are
/// refused before anything else processes them.
/// </summary>
internal sealed class HostNames
{
    /// <summary>
    /// Setting <c>AllowedHosts</c>: the host names under which the service answers, separated by semicolons, such as
    /// <c>issue.uni.example;*.uni.example</c>; <c>*</c> for any. Other names are answered with 400. <c>localhost</c>, loopback addresses and the address that a
    /// connection came to are always allowed, and <c>/health</c> and <c>/alive</c> answer under any name.
    /// </summary>
    public const string Setting = "AllowedHosts";

    private static readonly char[] Separators = [';', ','];
    private readonly StringSegment[] _names;

    private HostNames(IConfiguration configuration) => _names = [.. (configuration[Setting] ?? "")
        .Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(static name => IsPattern(name) ? new StringSegment(name) : throw new InvalidOperationException($"The setting {Setting} contains \"{name}\", which is not a host name such as issue.uni.example or *.uni.example (without scheme, port and path)."))];

    /// <exception cref="InvalidOperationException">The setting is invalid.</exception>
    public static HostNames Read(IConfiguration configuration) => new(configuration);

    /// <summary>
    /// Whether a request is for this service: by a name from the setting, by a loopback name or address, or by the address that the
    /// connection came to, as Kubernetes probes and Prometheus use. An address cannot be rebound.
    /// </summary>
    public bool Include(HttpContext context)
    {
        var host = context.Request.Host.Host;
        return host.Length > 0 && (ThisMachine.IsName(host) || HostString.MatchesAny(host, _names) || IsAddressOf(context.Connection.LocalIpAddress, host));
    }

    private static bool IsAddressOf(IPAddress? local, string host) =>
        local is not null && IPAddress.TryParse(host.Trim('[', ']'), out var asked) && asked.MapToIPv6().Equals(local.MapToIPv6());

    private static bool IsPattern(string name) =>
        name == "*" || Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name.Trim('[', ']')) != UriHostNameType.Unknown;
}

/// <summary>Adds the check of host names.</summary>
internal static class HostNamesExtensions
{
    public static void AddHostNames(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(HostNames.Read(builder.Configuration));
        // ASP.NET Core's own check of the setting does not exempt probes, and responds without a problem document.
        builder.Services.Configure<HostFilteringOptions>(static filtering => filtering.AllowedHosts = ["*"]);
    }

    public static void UseHostNames(this WebApplication app)
    {
        var names = app.Services.GetRequiredService<HostNames>();
        app.Use((context, next) => names.Include(context) || IsProbe(context.Request.Path)
            ? next(context)
            : TypedResults.Problem(
                $"This service does not answer under this host name. Its operator configures the names in the setting {HostNames.Setting}.", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context));
    }

    // Load balancers use names of their own, and the response is public.
    private static bool IsProbe(PathString path) => path == Telemetry.TelemetryExtensions.HealthPath || path == Telemetry.TelemetryExtensions.AlivePath;
}
