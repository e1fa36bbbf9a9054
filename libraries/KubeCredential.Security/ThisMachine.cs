using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace KubeCredential.Security;

/// <summary>Recognises requests from the machine that the service runs on.</summary>
public static class ThisMachine
{
    // Headers added by proxies. Requests that a proxy forwards from another machine must not count as this machine's.
    private static readonly string[] ProxyHeaders =
        [ForwardedHeadersDefaults.XForwardedForHeaderName, ForwardedHeadersDefaults.XForwardedHostHeaderName, ForwardedHeadersDefaults.XOriginalForHeaderName, "Forwarded"];

    /// <summary>
    /// Whether a request was sent from this machine to a loopback address or name: over the loopback interface, not through a proxy that
    /// says so, and not by a web page whose host name was made to resolve here.
    /// </summary>
    public static bool HasSent(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Connection.RemoteIpAddress is { } from && IsLoopback(from) && IsName(context.Request.Host.Host)
            && !Array.Exists(ProxyHeaders, context.Request.Headers.ContainsKey);
    }

    /// <summary>Whether a host name refers to the local machine: <c>localhost</c> and its subdomains (RFC 6761, section 6.3), or a loopback address.</summary>
    /// <param name="host">The name, without a port; an IPv6 address in brackets.</param>
    public static bool IsName(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IsLoopback(address));
    }

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
