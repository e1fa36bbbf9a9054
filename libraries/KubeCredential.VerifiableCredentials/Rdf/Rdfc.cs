using System.Security.Cryptography;
using System.Text;
using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.Rdf;

/// <summary>
/// The canonical form of a dataset: W3C RDF Dataset Canonicalization (RDFC-1.0), sections 4.4 to 4.8. Blank nodes that differ in what is said of them, as those of nearly all
/// credentials do, get their labels at once; the others are told apart by their surroundings, which can take very long, and so is counted.
/// </summary>
internal sealed class Rdfc
{
    private readonly RdfDataset _dataset;
    private readonly HashAlgorithmName _algorithm;
    private readonly int _maxWork;
    private readonly List<int>[] _quadsOf;
    private readonly string[] _hashes;
    private readonly BlankLabels _canonical = new("c14n");
    private int _work;

    private Rdfc(RdfDataset dataset, HashAlgorithmName algorithm, int maxWork)
    {
        (_dataset, _algorithm, _maxWork) = (dataset, algorithm, maxWork);
        _quadsOf = new List<int>[dataset.Blanks];
        _hashes = new string[dataset.Blanks];
    }

    /// <summary>Writes the canonical form: N-Quads in UTF-8.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="algorithm">The hash by which blank nodes are told apart: SHA-256 or SHA-384.</param>
    /// <param name="maxWork">How many steps it may take to tell apart blank nodes that look alike.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="CredentialException">It takes more steps (<see cref="CredentialError.TooMuchWork"/>).</exception>
    public static void Canonicalize(RdfDataset dataset, HashAlgorithmName algorithm, int maxWork, PooledBuffer output)
    {
        var rdfc = new Rdfc(dataset, algorithm, maxWork);
        rdfc.Label();
        using var lines = new SortedLines();
        foreach (var quad in dataset.Quads)
        {
            RdfDataset.Write(quad, lines.Buffer, WriteCanonical, rdfc._canonical);
            lines.EndLine();
        }

        lines.WriteTo(output);

        static void WriteCanonical(int blank, BlankLabels labels, PooledBuffer buffer)
        {
            buffer.Add("_:c14n"u8);
            buffer.Add(labels.NumberOf(blank));
        }
    }

    /// <summary>Section 4.4.3, steps 2 to 5.</summary>
    private void Label()
    {
        for (var place = 0; place < _dataset.Quads.Count; place++)
        {
            var quad = _dataset.Quads[place];
            Note(quad.Subject, place);
            if (quad.Object != quad.Subject) Note(quad.Object, place);
            if (quad.Graph is { } graph && graph != quad.Subject && graph != quad.Object) Note(graph, place);
        }

        var byHash = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        using var lines = new SortedLines();
        using var buffer = new PooledBuffer();
        for (var blank = 0; blank < _quadsOf.Length; blank++)
        {
            if (_quadsOf[blank] is null) continue;
            _hashes[blank] = FirstDegreeHash(blank, lines, buffer);
            if (!byHash.TryGetValue(_hashes[blank], out var blanks)) byHash[_hashes[blank]] = blanks = [];
            blanks.Add(blank);
        }

        foreach (var blanks in byHash.Values)
        {
            if (blanks.Count == 1) _canonical.NumberOf(blanks[0]);
        }

        foreach (var blanks in byHash.Values.Where(static blanks => blanks.Count > 1)) LabelAlike(blanks);
    }

    private void Note(RdfTerm term, int quad)
    {
        if (term.IsBlank) (_quadsOf[term.Blank] ??= []).Add(quad);
    }

    /// <summary>Section 4.6, "Hash First Degree Quads".</summary>
    private string FirstDegreeHash(int blank, SortedLines lines, PooledBuffer buffer)
    {
        lines.Clear();
        buffer.Clear();
        foreach (var place in _quadsOf[blank])
        {
            RdfDataset.Write(_dataset.Quads[place], lines.Buffer, static (other, self, buffer) => buffer.Add(other == self ? "_:a"u8 : "_:z"u8), blank);
            lines.EndLine();
        }

        lines.WriteTo(buffer);
        return Hash(buffer.Written);
    }

    /// <summary>Section 4.4.3, step 5: blank nodes with the same hash.</summary>
    private void LabelAlike(List<int> blanks)
    {
        List<(string Hash, BlankLabels Labels)> paths = [];
        foreach (var blank in blanks)
        {
            if (_canonical.Has(blank)) continue;
            var labels = new BlankLabels("b");
            labels.NumberOf(blank);
            paths.Add(NDegreeHash(blank, labels));
        }

        foreach (var (_, labels) in paths.OrderBy(static path => path.Hash, StringComparer.Ordinal))
        {
            foreach (var blank in labels.Order) _canonical.NumberOf(blank);
        }
    }

    /// <summary>Section 4.8, "Hash N-Degree Quads".</summary>
    private (string Hash, BlankLabels Labels) NDegreeHash(int blank, BlankLabels labels)
    {
        CountWork(1 + _quadsOf[blank].Count);
        var related = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var place in _quadsOf[blank])
        {
            var quad = _dataset.Quads[place];
            Relate(quad.Subject, 's');
            Relate(quad.Object, 'o');
            if (quad.Graph is { } graph) Relate(graph, 'g');

            void Relate(RdfTerm term, char position)
            {
                if (!term.IsBlank || term.Blank == blank) return;
                var hash = RelatedHash(term.Blank, quad, labels, position);
                if (!related.TryGetValue(hash, out var blanks)) related[hash] = blanks = [];
                blanks.Add(term.Blank);
            }
        }

        var data = new StringBuilder();
        foreach (var (hash, blanks) in related)
        {
            data.Append(hash);
            var (path, chosen) = ShortestPath(blanks, labels);
            data.Append(path);
            labels = chosen;
        }

        return (Hash(Encoding.UTF8.GetBytes(data.ToString())), labels);
    }

    /// <summary>Section 4.8, step 5.4: of all orders of the related blank nodes the one whose path comes first.</summary>
    private (string Path, BlankLabels Labels) ShortestPath(List<int> blanks, BlankLabels labels)
    {
        var (chosenPath, chosen) = ("", labels);
        var order = blanks.ToArray();
        Array.Sort(order);
        do
        {
            CountWork(1 + order.Length + labels.Order.Count); // The labels are copied.
            if (Path(order, labels, chosenPath) is not { } found) continue;
            if (chosenPath.Length == 0 || string.CompareOrdinal(found.Path, chosenPath) < 0) (chosenPath, chosen) = found;
        }
        while (NextPermutation(order));
        return (chosenPath, chosen);
    }

    /// <summary>The path of one order; null as soon as it cannot come before the chosen one.</summary>
    private (string Path, BlankLabels Labels)? Path(int[] order, BlankLabels labels, string chosen)
    {
        var copy = labels.Copy();
        var path = new StringBuilder();
        List<int> open = [];
        foreach (var blank in order)
        {
            if (_canonical.Has(blank))
            {
                path.Append(_canonical.LabelOf(blank));
            }
            else
            {
                if (!copy.Has(blank)) open.Add(blank);
                path.Append(copy.LabelOf(blank));
            }

            if (IsBehind(path, chosen)) return null;
        }

        foreach (var blank in open)
        {
            var (hash, further) = NDegreeHash(blank, copy);
            path.Append(copy.LabelOf(blank)).Append('<').Append(hash).Append('>');
            copy = further;
            if (IsBehind(path, chosen)) return null;
        }

        return (path.ToString(), copy);
    }

    private static bool IsBehind(StringBuilder path, string chosen) => chosen.Length > 0 && path.Length >= chosen.Length && string.CompareOrdinal(path.ToString(), chosen) > 0;

    /// <summary>Section 4.7, "Hash Related Blank Node".</summary>
    private string RelatedHash(int blank, in Quad quad, BlankLabels labels, char position)
    {
        var input = new StringBuilder().Append(position);
        if (position != 'g') input.Append(quad.Predicate);
        input.Append(_canonical.Has(blank) ? _canonical.LabelOf(blank) : labels.Has(blank) ? labels.LabelOf(blank) : _hashes[blank]);
        return Hash(Encoding.UTF8.GetBytes(input.ToString()));
    }

    /// <summary>The next order of the numbers, or false after the last (Knuth, The Art of Computer Programming 4A, section 7.2.1.2, algorithm L).</summary>
    private static bool NextPermutation(int[] order)
    {
        var place = order.Length - 2;
        while (place >= 0 && order[place] >= order[place + 1]) place--;
        if (place < 0) return false;
        var other = order.Length - 1;
        while (order[other] <= order[place]) other--;
        (order[place], order[other]) = (order[other], order[place]);
        Array.Reverse(order, place + 1, order.Length - place - 1);
        return true;
    }

    private void CountWork(int steps)
    {
        _work += steps;
        if (_work > _maxWork) throw new CredentialException(CredentialError.TooMuchWork, $"It takes more than {_maxWork:N0} steps to tell the blank nodes of the graph apart.");
    }

    private string Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[64];
        var length = CryptographicOperations.HashData(_algorithm, data, hash);
        return Convert.ToHexStringLower(hash[..length]);
    }
}
