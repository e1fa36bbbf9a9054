using static KubeCredential.Papers.Typesetting.BidiClass;

namespace KubeCredential.Papers.Typesetting;

/// <summary>The Unicode Bidirectional Algorithm (Unicode Standard Annex #9, revision 46) for a paragraph: its rules by their names there.</summary>
internal sealed class Bidi
{
    /// <summary>Nothing is embedded deeper (BD2).</summary>
    private const int MaxDepth = 125;

    private const int MostBrackets = 63;

    private static readonly BidiTable s_table = BidiTable.Instance;
    private readonly int[] _text;
    private readonly BidiClass[] _original;
    private readonly BidiClass[] _classes;
    private readonly sbyte[] _levels;
    private readonly sbyte[] _embedding; // The levels before any sequence was resolved.
    private readonly int[] _matching; // For an isolate initiator its PDI, for a PDI its initiator; -1: none.

    private Bidi(int[] text, sbyte? baseLevel, sbyte otherwise)
    {
        _text = text;
        _original = Array.ConvertAll(text, s_table.ClassOf);
        _classes = [.. _original];
        _levels = new sbyte[text.Length];
        _matching = MatchIsolates();
        BaseLevel = baseLevel ?? FirstStrong(0, text.Length) ?? otherwise;
        Embed();
        _embedding = [.. _levels];
        foreach (var sequence in Sequences()) Resolve(sequence);
        Restore();
    }

    /// <summary>The level of the paragraph: 0 from left to right, 1 from right to left.</summary>
    public sbyte BaseLevel { get; }

    /// <summary>The level of each character: odd ones go from right to left.</summary>
    public ReadOnlySpan<sbyte> Levels => _levels;

    /// <summary>Resolves a paragraph.</summary>
    /// <param name="codePoints">Its characters.</param>
    /// <param name="baseLevel">Its level; null: that of its first strong character (P2, P3).</param>
    /// <param name="otherwise">Its level if it has no strong character.</param>
    public static Bidi Of(int[] codePoints, sbyte? baseLevel = null, sbyte otherwise = 0) => new(codePoints, baseLevel, otherwise);

    /// <summary>Whether the algorithm takes a character out (X9): it then has no place in a line.</summary>
    public static bool IsRemoved(int codePoint) => s_table.ClassOf(codePoint) is LRE or LRO or RLE or RLO or BidiClass.PDF or BN;

    /// <summary>The levels of a line (L1): white space at its end is at the level of the paragraph.</summary>
    public sbyte[] LevelsOfLine(int start, int end)
    {
        var levels = _levels[start..end];
        for (var at = levels.Length - 1; at >= 0 && (_original[start + at] is WS or FSI or LRI or RLI or PDI or B or S || IsRemoved(_text[start + at])); at--) levels[at] = BaseLevel;
        return levels;
    }

    /// <summary>The order in which pieces with these levels stand from left to right (L2).</summary>
    public static int[] VisualOrder(ReadOnlySpan<sbyte> levels)
    {
        var order = Enumerable.Range(0, levels.Length).ToArray();
        var (highest, lowestOdd) = (0, MaxDepth + 2);
        foreach (var level in levels)
        {
            highest = Math.Max(highest, level);
            if (level % 2 == 1) lowestOdd = Math.Min(lowestOdd, level);
        }

        for (var level = highest; level >= lowestOdd; level--)
        {
            for (var start = 0; start < order.Length; start++)
            {
                if (levels[order[start]] < level) continue;
                var end = start;
                while (end < order.Length && levels[order[end]] >= level) end++;
                Array.Reverse(order, start, end - start);
                start = end;
            }
        }

        return order;
    }

    /// <summary>BD9.</summary>
    private int[] MatchIsolates()
    {
        var matching = new int[_text.Length];
        Array.Fill(matching, -1);
        var open = new Stack<int>();
        for (var at = 0; at < _text.Length; at++)
        {
            if (_original[at] == B) open.Clear();
            else if (IsInitiator(_original[at])) open.Push(at);
            else if (_original[at] == PDI && open.TryPop(out var initiator)) (matching[initiator], matching[at]) = (at, initiator);
        }

        return matching;
    }

    /// <summary>P2 and P3.</summary>
    private sbyte? FirstStrong(int start, int end)
    {
        for (var at = start; at < end; at++)
        {
            switch (_original[at])
            {
                case L:
                    return 0;
                case R or AL:
                    return 1;
                case B:
                    return null;
                case LRI or RLI or FSI when _matching[at] >= 0:
                    at = _matching[at];
                    break;
                case LRI or RLI or FSI:
                    return null;
            }
        }

        return null;
    }

    /// <summary>X1 to X8.</summary>
    private void Embed()
    {
        var stack = new Stack<(sbyte Level, BidiClass? Override, bool Isolate)>();
        stack.Push((BaseLevel, null, false));
        var (overflowIsolates, overflowEmbeddings, validIsolates) = (0, 0, 0);
        for (var at = 0; at < _text.Length; at++)
        {
            var kind = _original[at];
            switch (kind)
            {
                case RLE or LRE or RLO or LRO:
                    {
                        _levels[at] = stack.Peek().Level;
                        var next = NextLevel(stack.Peek().Level, kind is RLE or RLO);
                        if (next <= MaxDepth && overflowIsolates == 0 && overflowEmbeddings == 0) stack.Push((next, kind switch { RLO => R, LRO => L, _ => null }, false));
                        else if (overflowIsolates == 0) overflowEmbeddings++;
                        break;
                    }

                case RLI or LRI or FSI:
                    {
                        var last = stack.Peek();
                        _levels[at] = last.Level;
                        if (last.Override is { } forced) _classes[at] = forced;
                        var toRight = kind == FSI ? FirstStrong(at + 1, _matching[at] >= 0 ? _matching[at] : _text.Length) == 1 : kind == RLI;
                        var next = NextLevel(last.Level, toRight);
                        if (next <= MaxDepth && overflowIsolates == 0 && overflowEmbeddings == 0)
                        {
                            validIsolates++;
                            stack.Push((next, null, true));
                        }
                        else
                        {
                            overflowIsolates++;
                        }

                        break;
                    }

                case PDI:
                    if (overflowIsolates > 0)
                    {
                        overflowIsolates--;
                    }
                    else if (validIsolates > 0)
                    {
                        overflowEmbeddings = 0;
                        while (!stack.Peek().Isolate) stack.Pop();
                        stack.Pop();
                        validIsolates--;
                    }

                    _levels[at] = stack.Peek().Level;
                    if (stack.Peek().Override is { } around) _classes[at] = around;
                    break;
                case BidiClass.PDF:
                    _levels[at] = stack.Peek().Level;
                    if (overflowIsolates > 0) break;
                    if (overflowEmbeddings > 0) overflowEmbeddings--;
                    else if (!stack.Peek().Isolate && stack.Count >= 2) stack.Pop();
                    break;
                case B:
                    _levels[at] = BaseLevel;
                    break;
                default:
                    _levels[at] = stack.Peek().Level;
                    if (kind != BN && stack.Peek().Override is { } over) _classes[at] = over;
                    break;
            }
        }

        static sbyte NextLevel(sbyte level, bool rightToLeft) => (sbyte)(rightToLeft ? (level + 1) | 1 : (level + 2) & ~1);
    }

    /// <summary>X9 and X10: the isolating run sequences, without what X9 removes.</summary>
    private List<List<int>> Sequences()
    {
        List<List<int>> runs = [];
        Dictionary<int, List<int>> runOfFirst = [];
        var last = -1;
        for (var at = 0; at < _text.Length; at++)
        {
            if (IsRemovedAt(at)) continue;
            if (last < 0 || _levels[last] != _levels[at])
            {
                runs.Add([]);
                runOfFirst[at] = runs[^1];
            }

            runs[^1].Add(at);
            last = at;
        }

        List<List<int>> sequences = [];
        foreach (var run in runs)
        {
            if (_original[run[0]] == PDI && _matching[run[0]] >= 0) continue; // It continues the run of its initiator.
            List<int> sequence = [.. run];
            while (IsInitiator(_original[sequence[^1]]) && _matching[sequence[^1]] is >= 0 and var next) sequence.AddRange(runOfFirst[next]);
            sequences.Add(sequence);
        }

        return sequences;
    }

    private void Resolve(List<int> sequence)
    {
        var level = _embedding[sequence[0]];
        var before = sequence[0] - 1;
        while (before >= 0 && IsRemovedAt(before)) before--;
        var after = sequence[^1] + 1;
        if (IsInitiator(_original[sequence[^1]]) && _matching[sequence[^1]] < 0) after = _text.Length;
        while (after < _text.Length && IsRemovedAt(after)) after++;
        var start = DirectionOf(Math.Max(level, before >= 0 ? _embedding[before] : BaseLevel));
        var end = DirectionOf(Math.Max(level, after < _text.Length ? _embedding[after] : BaseLevel));
        ResolveWeak(sequence, start);
        ResolveBrackets(sequence, start, DirectionOf(level));
        ResolveNeutral(sequence, start, end, DirectionOf(level));
        foreach (var at in sequence)
        {
            // I1 and I2.
            if (level % 2 == 0) _levels[at] += (sbyte)(_classes[at] switch { R => 1, AN or EN => 2, _ => 0 });
            else if (_classes[at] is L or EN or AN) _levels[at]++;
        }
    }

    /// <summary>W1 to W7.</summary>
    private void ResolveWeak(List<int> sequence, BidiClass start)
    {
        var previous = start;
        foreach (var at in sequence)
        {
            if (_classes[at] == NSM) _classes[at] = IsInitiator(previous) || previous == PDI ? ON : previous;
            previous = _classes[at];
        }

        var strong = start;
        foreach (var at in sequence)
        {
            if (_classes[at] is R or L or AL) strong = _classes[at];
            else if (_classes[at] == EN && strong == AL) _classes[at] = AN;
        }

        foreach (var at in sequence)
        {
            if (_classes[at] == AL) _classes[at] = R;
        }

        for (var place = 1; place < sequence.Count - 1; place++)
        {
            var (left, right) = (_classes[sequence[place - 1]], _classes[sequence[place + 1]]);
            if (_classes[sequence[place]] == ES && left == EN && right == EN) _classes[sequence[place]] = EN;
            else if (_classes[sequence[place]] == CS && left == right && left is EN or AN) _classes[sequence[place]] = left;
        }

        for (var place = 0; place < sequence.Count; place++)
        {
            if (_classes[sequence[place]] != ET) continue;
            var end = place;
            while (end < sequence.Count && _classes[sequence[end]] == ET) end++;
            if ((place > 0 && _classes[sequence[place - 1]] == EN) || (end < sequence.Count && _classes[sequence[end]] == EN))
            {
                for (var one = place; one < end; one++) _classes[sequence[one]] = EN;
            }

            place = end - 1;
        }

        strong = start;
        foreach (var at in sequence)
        {
            if (_classes[at] is ES or ET or CS) _classes[at] = ON;
            if (_classes[at] is R or L) strong = _classes[at];
            else if (_classes[at] == EN && strong == L) _classes[at] = L;
        }
    }

    /// <summary>N0.</summary>
    private void ResolveBrackets(List<int> sequence, BidiClass start, BidiClass embedding)
    {
        foreach (var (opening, closing) in PairsOf(sequence))
        {
            BidiClass? found = null;
            for (var place = opening + 1; place < closing; place++)
            {
                if (StrongOf(_classes[sequence[place]]) is not { } strong) continue;
                found = strong;
                if (strong == embedding) break;
            }

            if (found is null) continue;
            if (found != embedding)
            {
                var context = start;
                for (var place = opening - 1; place >= 0; place--)
                {
                    if (StrongOf(_classes[sequence[place]]) is not { } strong) continue;
                    context = strong;
                    break;
                }

                if (context != found) found = embedding;
            }

            Set(opening, found.Value);
            Set(closing, found.Value);
        }

        void Set(int place, BidiClass direction)
        {
            _classes[sequence[place]] = direction;
            for (var next = place + 1; next < sequence.Count && _original[sequence[next]] == NSM; next++) _classes[sequence[next]] = direction;
        }
    }

    /// <summary>BD16.</summary>
    private List<(int Opening, int Closing)> PairsOf(List<int> sequence)
    {
        List<(int Opening, int Closing)> pairs = [];
        List<(int Bracket, int Place)> open = [];
        for (var place = 0; place < sequence.Count; place++)
        {
            if (_classes[sequence[place]] != ON) continue;
            var bracket = Canonical(_text[sequence[place]]);
            if (s_table.Closing.TryGetValue(bracket, out var closing))
            {
                if (open.Count == MostBrackets) return [];
                open.Add((closing, place));
            }
            else if (s_table.Opening.ContainsKey(bracket))
            {
                var found = open.FindLastIndex(one => Canonical(one.Bracket) == bracket);
                if (found < 0) continue;
                pairs.Add((open[found].Place, place));
                open.RemoveRange(found, open.Count - found);
            }
        }

        pairs.Sort();
        return pairs;

        // The angle brackets that have a canonical equivalent.
        static int Canonical(int bracket) => bracket switch { 0x2329 => 0x3008, 0x232A => 0x3009, _ => bracket };
    }

    /// <summary>N1 and N2.</summary>
    private void ResolveNeutral(List<int> sequence, BidiClass start, BidiClass end, BidiClass embedding)
    {
        for (var place = 0; place < sequence.Count; place++)
        {
            if (!IsNeutral(_classes[sequence[place]])) continue;
            var stop = place;
            while (stop < sequence.Count && IsNeutral(_classes[sequence[stop]])) stop++;
            var before = place == 0 ? start : StrongOf(_classes[sequence[place - 1]])!.Value;
            var after = stop == sequence.Count ? end : StrongOf(_classes[sequence[stop]])!.Value;
            for (var one = place; one < stop; one++) _classes[sequence[one]] = before == after ? before : embedding;
            place = stop - 1;
        }
    }

    /// <summary>L1 for separators and the white space before them, and levels for what X9 has removed: those of what is before.</summary>
    private void Restore()
    {
        for (var at = 0; at < _text.Length; at++)
        {
            if (IsRemovedAt(at)) _levels[at] = at > 0 ? _levels[at - 1] : BaseLevel;
        }

        for (var at = 0; at < _text.Length; at++)
        {
            if (_original[at] is not (B or S)) continue;
            _levels[at] = BaseLevel;
            for (var space = at - 1; space >= 0 && (_original[space] is WS or FSI or LRI or RLI or PDI || IsRemovedAt(space)); space--) _levels[space] = BaseLevel;
        }
    }

    private bool IsRemovedAt(int at) => _original[at] is LRE or LRO or RLE or RLO or BidiClass.PDF or BN;

    private static bool IsInitiator(BidiClass kind) => kind is LRI or RLI or FSI;

    private static bool IsNeutral(BidiClass kind) => kind is B or S or WS or ON or LRI or RLI or FSI or PDI;

    private static BidiClass? StrongOf(BidiClass kind) => kind switch
    {
        L => L,
        R or AL or EN or AN => R,
        _ => null,
    };

    private static BidiClass DirectionOf(int level) => level % 2 == 0 ? L : R;
}
