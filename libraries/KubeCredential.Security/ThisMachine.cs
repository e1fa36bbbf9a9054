using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace KubeCredential.Security;

/// <summary>What was sent on the machine that the service runs on.</summary>
public static class ThisMachine
{
    // What proxies add for those whom they serve. One that leads here from another machine must not make its clients this machine's.
    private static readonly string[] ProxyHeaders =
        [ForwardedHeadersDefaults.XForwardedForHeaderName, ForwardedHeadersDefaults.XForwardedHostHeaderName, ForwardedHeadersDefaults.XOriginalForHeaderName, "Forwarded"];

    /// <summary>
    /// Whether a request was sent from this machine to an address or name of it: over the loopback interface, past no proxy that says so,
    /// and not by a page of a site whose name was made to lead here.
    /// </summary>
    public static bool HasSent(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Connection.RemoteIpAddress is { } from && IsLoopback(from) && IsName(context.Request.Host.Host)
            && !Array.Exists(ProxyHeaders, context.Request.Headers.ContainsKey);
    }

    /// <summary>Whether a name of a host leads to the machine that it is used on: <c>localhost</c> and what is below (RFC 6761, section 6.3), or a loopback address.</summary>
    /// <param name="host">The name, without a port; an IPv6 address in brackets.</param>
    public static bool IsName(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IsLoopback(address));
    }

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
