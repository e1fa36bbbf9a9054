using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.Rdf;

/// <summary>Lines in one buffer, sorted by their code points: in UTF-8 that is the order of their bytes.</summary>
internal sealed class SortedLines : IDisposable
{
    private readonly PooledBuffer _lines = new();
    private readonly List<(int Start, int Length)> _places = [];
    private int _start;

    public PooledBuffer Buffer => _lines;

    public void EndLine()
    {
        _places.Add((_start, _lines.Length - _start));
        _start = _lines.Length;
    }

    public void WriteTo(PooledBuffer target)
    {
        _places.Sort((one, other) => _lines.Written.Slice(one.Start, one.Length).SequenceCompareTo(_lines.Written.Slice(other.Start, other.Length)));
        foreach (var (start, length) in _places) target.Add(_lines.Written.Slice(start, length));
    }

    public void Clear()
    {
        _lines.Clear();
        _places.Clear();
        _start = 0;
    }

    public void Dispose() => _lines.Dispose();
}
