using System.Net;
using Microsoft.AspNetCore.Http;

namespace KubeCredential.Outbound.Tests;

/// <summary>What an address that a stranger chose cannot lead to.</summary>
public sealed class GuardTests
{
    private static readonly OutboundOptions s_closed = new() { AllowHttp = true, AnyPort = true };

    [Theory]
    [InlineData("http://foreign.example/did.json")]
    [InlineData("ftp://foreign.example/did.json")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://127.0.0.1/did.json")]
    [InlineData("https://2130706433/did.json")]
    [InlineData("https://0x7f.1/did.json")]
    [InlineData("https://[::1]/did.json")]
    [InlineData("https://foreign.example:8443/did.json")]
    [InlineData("https://foreign.example:22/did.json")]
    [InlineData("https://user:secret@foreign.example/did.json")]
    public async Task By_default_such_an_address_is_refused_before_its_host_is_looked_up(string address)
    {
        var looked = 0;
        using var fetcher = Fetching.Of(new OutboundOptions(), _ =>
        {
            looked++;
            return [IPAddress.Loopback];
        });

        Assert.Equal((FetchFailure.Refused, 0), (await fetcher.FailureAsync(new Uri(address)), looked));
    }

    [Fact]
    public async Task A_name_that_stands_for_this_machine_is_not_connected_to()
    {
        await using var server = await ForeignServer.OfJsonAsync("{}");
        using var closed = Fetching.Of(s_closed);
        using var open = Fetching.Of();

        Assert.Equal((FetchFailure.Refused, 0), (await closed.FailureAsync(server.At("/")), server.Connections));
        Assert.Equal("{}", await open.TextAsync(server.At("/"))); // The rule refused it, nothing else.
    }

    [Fact]
    public async Task Of_several_addresses_only_those_that_are_allowed_are_connected_to()
    {
        await using var server = await ForeignServer.OfJsonAsync("{}");
        using var mixed = Fetching.Of(new OutboundOptions { AllowHttp = true, AnyPort = true, AllowedNetworks = "127.0.0.2/32" }, static _ => [IPAddress.Loopback, IPAddress.Parse("10.0.0.1")]);

        Assert.Equal((FetchFailure.Refused, 0), (await mixed.FailureAsync(server.At("/")), server.Connections));
    }

    /// <summary>DNS rebinding: what the name stood for when somebody looked before does not count; what is connected to is what was checked.</summary>
    [Fact]
    public async Task A_name_that_stands_for_another_address_a_moment_later_does_not_get_past_the_rule()
    {
        await using var inside = await ForeignServer.OfJsonAsync("""{"secret":true}""");
        var answers = new Queue<IPAddress[]>([[IPAddress.Parse("203.0.113.1")], [IPAddress.Loopback]]);
        var options = new OutboundOptions { AllowHttp = true, AnyPort = true, AllowedNetworks = "203.0.113.0/24", Timeout = TimeSpan.FromMilliseconds(300), FailureFor = TimeSpan.Zero };
        using var fetcher = Fetching.Of(options, _ => answers.Dequeue());

        Assert.Contains(await fetcher.FailureAsync(inside.At("/")), (FetchFailure[])[FetchFailure.TimedOut, FetchFailure.Unreachable]); // It connects to the address of before.
        Assert.Equal((FetchFailure.Refused, 0), (await fetcher.FailureAsync(inside.At("/")), inside.Connections));
        Assert.Empty(answers);
    }

    [Fact]
    public async Task A_redirect_is_checked_like_the_first_address()
    {
        await using var inside = await ForeignServer.OfJsonAsync("""{"secret":true}""");
        await using var outside = await ForeignServer.StartAsync(context =>
        {
            context.Response.Redirect(context.Request.Path.Value switch
            {
                "/name" => inside.At("/", "inside.example").AbsoluteUri,
                "/address" => $"http://127.0.0.1:{inside.Port}/",
                "/file" => "file:///etc/passwd",
                _ => inside.At("/", "fine.example").AbsoluteUri,
            });
            return Task.CompletedTask;
        });
        using var fetcher = Fetching.Of(
            new OutboundOptions { AllowHttp = true, AnyPort = true, AllowedNetworks = "127.0.0.1/32" }, static host => [IPAddress.Parse(host == "inside.example" ? "127.0.0.2" : "127.0.0.1")]);

        foreach (var path in (string[])["/name", "/address", "/file"]) Assert.Equal((path, FetchFailure.Refused), (path, await fetcher.FailureAsync(outside.At(path))));
        Assert.Equal(0, inside.Connections);
        Assert.Equal("""{"secret":true}""", await fetcher.TextAsync(outside.At("/fine")));
    }

    [Fact]
    public async Task Redirects_end()
    {
        await using var server = await ForeignServer.StartAsync(static context =>
        {
            context.Response.Redirect(context.Request.Path.Value + "x");
            return Task.CompletedTask;
        });
        using var fetcher = Fetching.Of();

        Assert.Equal((FetchFailure.Redirects, 4), (await fetcher.FailureAsync(server.At("/x")), server.Requests));
    }

    [Fact]
    public async Task Nothing_of_ours_is_sent_along()
    {
        using var activity = new System.Diagnostics.Activity("test").Start();
        await using var server = await ForeignServer.StartAsync(static context =>
        {
            context.Response.Headers.SetCookie = "a=b";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("{}");
        });
        using var fetcher = Fetching.Of();
        await fetcher.TextAsync(server.At("/one"));
        await fetcher.TextAsync(server.At("/two"));

        Assert.Equal(["Accept", "Accept-Encoding", "Host", "User-Agent"], server.LastHeaders.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_document_of_another_type_or_with_an_error_is_not_taken()
    {
        await using var page = await ForeignServer.OfJsonAsync("{}", type: "text/html");
        await using var error = await ForeignServer.StartAsync(static context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("{}");
        });
        using var fetcher = Fetching.Of();

        Assert.Equal((FetchFailure.WrongType, FetchFailure.BadAnswer), (await fetcher.FailureAsync(page.At("/")), await fetcher.FailureAsync(error.At("/"))));
    }
}
