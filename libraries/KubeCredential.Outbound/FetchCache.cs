namespace KubeCredential.Outbound;

/// <summary>The answers of the last fetches, bounded in bytes: the one that was not asked for the longest goes first.</summary>
internal sealed class FetchCache(long maxBytes)
{
    private const int Overhead = 600; // Roughly what an entry takes beside its bytes, so that failures are bounded, too.

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = [];
    private long _bytes;

    /// <summary>How many answers are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _byKey.Count;
        }
    }

    /// <summary>The answer of the last fetch, however old; null if there is none.</summary>
    public FetchAnswer? Find(string key)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var node)) return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Answer;
        }
    }

    /// <summary>Keeps an answer.</summary>
    public void Set(string key, FetchAnswer answer)
    {
        var size = (answer.Document?.Bytes.Length ?? 0) + (key.Length * sizeof(char)) + Overhead;
        lock (_lock)
        {
            if (_byKey.TryGetValue(key, out var old)) Remove(old);
            if (size > maxBytes) return;
            _byKey[key] = _byUse.AddFirst(new Entry(key, answer, size));
            _bytes += size;
            while (_bytes > maxBytes) Remove(_byUse.Last!);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _byKey.Remove(node.Value.Key);
        _bytes -= node.Value.Size;
    }

    private sealed record Entry(string Key, FetchAnswer Answer, long Size);
}
