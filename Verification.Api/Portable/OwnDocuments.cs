using System.Buffers;
using System.Collections.Concurrent;
using KubeCredential.VerifiableCredentials;
using KubeCredential.VerifiableCredentials.Dids;
using Verification.Api.Issuers;

namespace Verification.Api.Portable;

/// <summary>
/// The documents of this system's own issuers, which the issuance service has: they are read from it directly, wherever their public address leads. The last ones are used on for a while when it is
/// away.
/// </summary>
internal sealed class OwnDocuments(RegisteredIssuers issuers, IServiceScopeFactory scopes, TimeProvider time)
{
    private const int MostKept = 2000;

    private static readonly TimeSpan s_freshFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_usedFor = TimeSpan.FromMinutes(15);
    private static readonly string[] s_places = ["issuers/", "status/"];

    private static readonly SearchValues<char> s_plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._/");

    private readonly ConcurrentDictionary<string, Lazy<Task<Kept>>> _kept = new(StringComparer.Ordinal);
    private volatile Published _roots = new([], []);

    /// <summary>The path of a document at the issuance service; null if the address is not that of one of our issuers.</summary>
    public string? PathOf(Uri address)
    {
        foreach (var root in Roots())
        {
            if (!address.AbsoluteUri.StartsWith(root, StringComparison.Ordinal)) continue;
            var path = address.AbsoluteUri[root.Length..];
            // With this service's key nothing is read that a stranger may choose but what is published.
            if (Array.Exists(s_places, place => path.StartsWith(place, StringComparison.Ordinal)) && !path.AsSpan().ContainsAnyExcept(s_plain) && !path.Contains("..", StringComparison.Ordinal)) return $"/{path}";
        }

        return null;
    }

    /// <summary>Reads a document.</summary>
    /// <param name="path">Its path at the issuance service.</param>
    /// <param name="refresh">Whether a kept one may not be used.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="HttpRequestException">The issuance service cannot be reached, or has no such document.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(string path, bool refresh, CancellationToken cancellationToken)
    {
        if (_kept.TryGetValue(path, out var kept) && kept.Value is { IsCompletedSuccessfully: true, Result: var last })
        {
            var age = time.GetUtcNow() - last.At;
            if (!refresh && age < s_freshFor) return last.Bytes;
            try
            {
                return await AskAsync(path, kept, cancellationToken);
            }
            catch (HttpRequestException) when (!refresh && age < s_usedFor)
            {
                return last.Bytes; // The issuance service is away; what it published a moment ago still counts.
            }
        }

        return await AskAsync(path, kept, cancellationToken);
    }

    /// <summary>The public addresses below which our issuers' documents lie: one, unless it was changed.</summary>
    private string[] Roots()
    {
        var (dids, known) = (issuers.Dids, _roots);
        if (ReferenceEquals(known.Dids, dids)) return known.Roots;
        string[] roots = [.. dids.Select(RootOf).OfType<string>().Distinct(StringComparer.Ordinal)];
        _roots = new Published(dids, roots);
        return roots;
    }

    private static string? RootOf(string did)
    {
        var end = $"issuers/{did[(did.LastIndexOf(':') + 1)..]}/did.json";
        return AddressOf(did) is { } own && own.EndsWith($"/{end}", StringComparison.Ordinal) ? own[..^end.Length] : null;
    }

    private static string? AddressOf(string did)
    {
        try
        {
            return DidWeb.AddressOf(did).AbsoluteUri;
        }
        catch (CredentialException)
        {
            return null; // It stands for no address, so that nothing lies there.
        }
    }

    private async Task<ReadOnlyMemory<byte>> AskAsync(string path, Lazy<Task<Kept>>? before, CancellationToken cancellationToken)
    {
        if (_kept.Count > MostKept) _kept.Clear();
        var asked = new Lazy<Task<Kept>>(() => Task.Run(() => FetchAsync(path), CancellationToken.None));
        // Of several that ask at once, one does.
        var running = before is null ? _kept.GetOrAdd(path, asked) : _kept.TryUpdate(path, asked, before) ? asked : _kept.GetOrAdd(path, asked);
        try
        {
            return (await running.Value.WaitAsync(cancellationToken)).Bytes;
        }
        catch (HttpRequestException)
        {
            // The failure is not kept; the last document is.
            if (before is null) _kept.TryRemove(KeyValuePair.Create(path, running));
            else _kept.TryUpdate(path, before, running);
            throw;
        }
    }

    private async Task<Kept> FetchAsync(string path)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            return new Kept(await scope.ServiceProvider.GetRequiredService<OwnDocumentFeed>().ReadAsync(path), time.GetUtcNow());
        }
        catch (OperationCanceledException error)
        {
            throw new HttpRequestException("The issuance service has not answered in time.", error);
        }
    }

    private sealed record Published(IReadOnlyCollection<string> Dids, string[] Roots);

    private sealed record Kept(byte[] Bytes, DateTimeOffset At);
}
