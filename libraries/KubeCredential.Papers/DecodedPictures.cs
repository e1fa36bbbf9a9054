using System.Collections.Concurrent;

namespace KubeCredential.Papers;

/// <summary>Pictures that were decoded a short time ago, so that each is decoded once for many drawings. It may be used by several threads.</summary>
public sealed class DecodedPictures
{
    private const int MostKept = 32; // Each takes up to 3 MB.
    private readonly ConcurrentDictionary<string, Lazy<PaperPicture?>> _kept = new(StringComparer.Ordinal);

    /// <summary>A picture by what names its content; null if it is there and cannot be decoded.</summary>
    /// <returns>Whether it is there.</returns>
    public bool TryGet(string key, out PaperPicture? picture)
    {
        var isThere = _kept.TryGetValue(key, out var known);
        picture = known?.Value;
        return isThere;
    }

    /// <summary>Decodes a file and keeps the picture.</summary>
    /// <returns>The picture; null if it cannot be decoded (see <see cref="PaperPicture.Decode"/>).</returns>
    public PaperPicture? Decode(string key, ReadOnlyMemory<byte> file)
    {
        if (_kept.Count >= MostKept && _kept.Keys.FirstOrDefault() is { } another) _kept.TryRemove(another, out _); // If it is needed, it is decoded again.
        return _kept.GetOrAdd(key, static (_, file) => new Lazy<PaperPicture?>(() => PaperPicture.Decode(file.Span)), file).Value;
    }
}
