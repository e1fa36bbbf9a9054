using Microsoft.AspNetCore.Http;

namespace KubeCredential.Security.Tests;

/// <summary>What counts as sent on the machine that the service runs on.</summary>
public sealed class ThisMachineTests
{
    [Theory]
    [InlineData(true, "127.0.0.1", "localhost:3000")]
    [InlineData(true, "127.9.9.9", "127.0.0.1:3000")]
    [InlineData(true, "::1", "[::1]:3000")]
    [InlineData(true, "::ffff:127.0.0.1", "issue.localhost")]
    [InlineData(true, "::ffff:127.0.0.2", "LOCALHOST")]
    [InlineData(false, "192.168.1.7", "localhost:3000")]
    [InlineData(false, "::ffff:10.0.0.1", "localhost")]
    [InlineData(false, null, "localhost")]
    [InlineData(false, "127.0.0.1", "rebound.example:3000")]
    [InlineData(false, "127.0.0.1", "localhost.example")]
    [InlineData(false, "127.0.0.1", "192.168.1.7:3000")]
    [InlineData(false, "127.0.0.1", "")]
    [InlineData(false, "127.0.0.1", "localhost", "X-Forwarded-For")]
    [InlineData(false, "127.0.0.1", "localhost", "X-Forwarded-Host")]
    [InlineData(false, "127.0.0.1", "localhost", "X-Original-For")]
    [InlineData(false, "127.0.0.1", "localhost", "Forwarded")]
    public void It_comes_from_a_loopback_address_to_a_loopback_name_past_no_proxy(bool expected, string? from, string host, string? header = null)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = from is null ? null : IPAddress.Parse(from);
        context.Request.Host = new HostString(host);
        if (header is not null) context.Request.Headers[header] = "127.0.0.1";

        Assert.Equal(expected, ThisMachine.HasSent(context));
    }
}
