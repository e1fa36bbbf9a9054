using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace KubeCredential.ServiceDefaults.Web;

/// <summary>Which proxies are in front of the service, and which other sites may call it. Read once at start.</summary>
internal sealed class WebSettings
{
    private const char Separator = ',';

    private WebSettings(IConfiguration configuration, IHostEnvironment environment)
    {
        KnownProxies = [.. Listed(configuration, "Proxies:Known").Select(Network)];
        Origins = [.. Listed(configuration, "Cors:Origins").Select(Origin)];
        IsForHttps = !environment.IsDevelopment();
        RedirectsToHttps = IsForHttps && configuration.GetValue("Https:Redirect", true);
    }

    /// <summary>
    /// Setting <c>Proxies:Known</c>: the networks of the proxies in front, separated by commas, such as <c>10.0.0.0/8,fd00::/8</c>. Only their
    /// <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are trusted. Published systems trust private networks, where only the web apps' nginx can reach the services.
    /// </summary>
    public IReadOnlyList<IPNetwork> KnownProxies { get; }

    /// <summary>Setting <c>Cors:Origins</c>: other sites whose scripts may call the service, separated by commas, such as <c>https://example.org</c>.</summary>
    public IReadOnlyList<string> Origins { get; }

    /// <summary>Whether browsers that use TLS are told to keep using it (HSTS): outside Development.</summary>
    public bool IsForHttps { get; }

    /// <summary>Setting <c>Https:Redirect</c>: whether a request that reached a known proxy without TLS is redirected to https, outside Development; never one to <c>localhost</c>.</summary>
    /// <value><c>true</c></value>
    public bool RedirectsToHttps { get; }

    /// <exception cref="InvalidOperationException">A setting is invalid.</exception>
    public static WebSettings Read(IConfiguration configuration, IHostEnvironment environment) => new(configuration, environment);

    private static IEnumerable<string> Listed(IConfiguration configuration, string name)
    {
        var section = configuration.GetSection(name);
        return section.GetChildren().Select(static child => child.Value).Append(section.Value)
            .SelectMany(static text => (text ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new InvalidOperationException($"The setting Proxies:Known contains \"{text}\", which is neither a network such as 10.0.0.0/8 nor an address.");

    private static string Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text
            ? text
            : throw new InvalidOperationException($"The setting Cors:Origins contains \"{text}\", which is not an origin such as https://example.org (in lower case, without a path).");
}
