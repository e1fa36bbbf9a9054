using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using KubeCredential.Hosting.Background;
using KubeCredential.Hosting.Resilience;
using KubeCredential.ServiceDefaults.Problems;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Storage;

namespace Verification.Api.CredentialTypes;

/// <summary>
/// The definitions of the types that credentials name: in memory, else in this service's database, else from the issuance service, once each. A definition is believed because signed credentials name
/// its digest. The first event of a type has it read, so that it is there when somebody asks.
/// </summary>
internal sealed partial class KnownTypes(TypeStore store, IServiceScopeFactory scopes, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<KnownTypes> logger)
    : BackgroundLoop("types", loops, logger)
{
    private const int MostKept = 2000;
    private const int DigestLength = 64;
    private static readonly TimeSpan s_askedAgainAfter = TimeSpan.FromSeconds(5);
    private static readonly Backoff s_pause = new(s_askedAgainAfter, TimeSpan.FromMinutes(5));
    private static readonly TimeSpan s_waitedFor = TimeSpan.FromSeconds(2);
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> s_slug = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private readonly ConcurrentDictionary<string, KnownType> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (TypeReference Type, long At, int Attempts)> _missing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<KnownType?>>> _reading = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wanted = new(0, 1);

    /// <summary>The definition that a credential names; null if it cannot be read now.</summary>
    public async ValueTask<KnownType?> FindAsync(TypeReference type, CancellationToken cancellationToken)
    {
        if (type.Digest is not { } digest || !IsSound(type)) return null;
        if (_known.TryGetValue(digest, out var known)) return known;
        if (_missing.TryGetValue(digest, out var missing) && missing.Attempts > 0 && time.GetElapsedTime(missing.At) < s_askedAgainAfter) return null;
        try
        {
            return await ReadOnceAsync(type).WaitAsync(s_waitedFor, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null; // It is read on, and there the next time.
        }
    }

    /// <summary>An event has named a type: its definition is read soon.</summary>
    public void Mention(TypeReference type)
    {
        if (type.Digest is not { } digest || _known.ContainsKey(digest) || !IsSound(type) || _missing.Count >= MostKept || !_missing.TryAdd(digest, (type, 0, 0))) return;
        lock (_wanted)
        {
            if (_wanted.CurrentCount == 0) _wanted.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wanted.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => _wanted.WaitAsync(s_askedAgainAfter, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, (type, at, attempts)) in _missing)
        {
            if (attempts == 0 || time.GetElapsedTime(at) >= s_pause.Bound(attempts)) await ReadOnceAsync(type).WaitAsync(cancellationToken);
        }

        return false;
    }

    private Task<KnownType?> ReadOnceAsync(TypeReference type) =>
        _reading.GetOrAdd(type.Digest!, static (_, state) => new Lazy<Task<KnownType?>>(() => state.Self.ReadAsync(state.Type)), (Self: this, Type: type)).Value;

    private async Task<KnownType?> ReadAsync(TypeReference type)
    {
        var digest = type.Digest!;
        await Task.Yield();
        try
        {
            var known = await FromStoreAsync(digest) ?? await FromIssuerAsync(type);
            if (known is not null)
            {
                if (_known.Count >= MostKept) _known.Clear(); // They are read again as they are needed.
                _known[digest] = known;
                _missing.TryRemove(digest, out _);
                return known;
            }
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException || error.IsDatabaseUnavailable())
        {
            LogNotRead(logger, type.Id, type.Version, error.GetType().Name); // It is asked for again.
        }
        finally
        {
            _reading.TryRemove(digest, out _);
        }

        if (_missing.Count < MostKept) _missing.AddOrUpdate(digest, _ => (type, time.GetTimestamp(), 1), (_, before) => (type, time.GetTimestamp(), before.Attempts + 1));
        return null;
    }

    private async Task<KnownType?> FromStoreAsync(string digest)
    {
        if (await store.FindAsync(digest, CancellationToken.None) is not { } definition || Parse(definition) is not { } published) return null;
        return new KnownType(published, await store.FindPicturesAsync(PicturesOf(published), CancellationToken.None));
    }

    private async Task<KnownType?> FromIssuerAsync(TypeReference type)
    {
        await using var scope = scopes.CreateAsyncScope();
        var feed = scope.ServiceProvider.GetRequiredService<TypeFeed>();
        var bytes = await feed.ReadDefinitionAsync(type);
        if (TypeStore.DigestOf(bytes) != type.Digest || Parse(Encoding.UTF8.GetString(bytes)) is not { } published)
        {
            LogOther(logger, type.Id, type.Version);
            return null;
        }

        var pictures = new List<(string, SafePicture)>();
        foreach (var id in PicturesOf(published))
        {
            if (SafePicture.Of(await feed.ReadPictureAsync(id)) is { } picture && TypeStore.DigestOf(picture.Bytes) == id) pictures.Add((id, picture));
        }

        await store.KeepAsync(type.Digest!, Encoding.UTF8.GetString(bytes), pictures, CancellationToken.None);
        return new KnownType(published, pictures.Select(static one => one.Item1).ToHashSet(StringComparer.Ordinal));
    }

    private static string[] PicturesOf(PublishedType type) => [.. ((string?[])[type.Design.Background, type.Design.Logo]).OfType<string>().Where(static id => IsDigest(id)).Distinct(StringComparer.Ordinal)];

    private static PublishedType? Parse(string definition)
    {
        try
        {
            return JsonSerializer.Deserialize(definition, CertificateJson.Default.PublishedType) is { Display: not null, Design: not null, PublicFields: not null } type ? type : null;
        }
        catch (JsonException)
        {
            return null; // Of another version of the system: what cannot be read is not shown.
        }
    }

    /// <summary>With this service's key nothing is read that a stranger may choose.</summary>
    private static bool IsSound(TypeReference type) => IsDigest(type.Digest!) && type.Version > 0 && type.Id.Length is > 0 and <= 100 && !type.Id.AsSpan().ContainsAnyExcept(s_slug);

    private static bool IsDigest(string text) => text.Length == DigestLength && !text.AsSpan().ContainsAnyExcept(s_hex);

    [LoggerMessage(LogLevel.Warning, "Version {Version} of the credential type {Type} could not be read ({Reason}); its credentials are shown without their metadata until it can")]
    private static partial void LogNotRead(ILogger logger, string type, int version, string reason);

    [LoggerMessage(LogLevel.Error, "What the issuance service hands out as version {Version} of the credential type {Type} is not what it signed; its credentials are shown without their metadata")]
    private static partial void LogOther(ILogger logger, string type, int version);
}
