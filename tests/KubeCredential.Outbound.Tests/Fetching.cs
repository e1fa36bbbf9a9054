using System.Net;

namespace KubeCredential.Outbound.Tests;

/// <summary>Fetchers for tests: every name stands for this machine, unless a test says otherwise.</summary>
internal static class Fetching
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Settings that reach servers on this machine.</summary>
    public static OutboundOptions Open => new() { AllowHttp = true, AnyPort = true, AllowedNetworks = "127.0.0.0/8", Timeout = TimeSpan.FromSeconds(20) };

    public static DocumentFetcher Of(OutboundOptions? options = null, Func<string, IPAddress[]>? resolve = null, TimeProvider? time = null) =>
        new(options ?? Open, time ?? TimeProvider.System, (host, _) => Task.FromResult(resolve?.Invoke(host) ?? [IPAddress.Loopback]));

    public static async Task<string> TextAsync(this DocumentFetcher fetcher, Uri address, TimeSpan? maxAge = null) =>
        System.Text.Encoding.UTF8.GetString((await fetcher.FetchAsync(address, DocumentKind.Did, maxAge, Token)).Bytes.Span);

    public static async Task<FetchFailure> FailureAsync(this DocumentFetcher fetcher, Uri address, DocumentKind? kind = null) =>
        (await Assert.ThrowsAsync<FetchException>(() => fetcher.FetchAsync(address, kind ?? DocumentKind.Did, null, Token))).Failure;
}
