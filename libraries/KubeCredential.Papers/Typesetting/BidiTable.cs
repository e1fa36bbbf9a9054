using System.Collections.Frozen;
using System.Globalization;

namespace KubeCredential.Papers.Typesetting;

/// <summary>What the bidirectional algorithm needs of the Unicode Character Database: classes and brackets. Made by bidi-table.py.</summary>
internal sealed class BidiTable
{
    private readonly int[] _firsts;
    private readonly int[] _lasts;
    private readonly BidiClass[] _classes;

    private BidiTable(List<(int First, int Last, BidiClass Class)> ranges, Dictionary<int, int> brackets)
    {
        ranges.Sort();
        _firsts = [.. ranges.Select(static range => range.First)];
        _lasts = [.. ranges.Select(static range => range.Last)];
        _classes = [.. ranges.Select(static range => range.Class)];
        Closing = brackets.ToFrozenDictionary();
        Opening = brackets.ToFrozenDictionary(static one => one.Value, static one => one.Key);
    }

    /// <summary>The table, read once.</summary>
    public static BidiTable Instance { get; } = Read();

    /// <summary>The closing bracket of each opening one.</summary>
    public FrozenDictionary<int, int> Closing { get; }

    /// <summary>The opening bracket of each closing one.</summary>
    public FrozenDictionary<int, int> Opening { get; }

    /// <summary>The class of a character.</summary>
    public BidiClass ClassOf(int codePoint)
    {
        var place = Array.BinarySearch(_firsts, codePoint);
        if (place < 0) place = ~place - 1;
        return place >= 0 && codePoint <= _lasts[place] ? _classes[place] : BidiClass.L;
    }

    private static BidiTable Read()
    {
        List<(int, int, BidiClass)> ranges = [];
        Dictionary<int, int> brackets = [];
        using var reader = new StreamReader(typeof(BidiTable).Assembly.GetManifestResourceStream("KubeCredential.Papers.bidi-table.txt")!);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            if (parts[0] == "c") ranges.Add((Number(parts[2]), Number(parts[3]), Enum.Parse<BidiClass>(parts[1])));
            else if (parts[0] == "o") brackets[Number(parts[1])] = Number(parts[2]);
        }

        return new BidiTable(ranges, brackets);

        static int Number(string hexadecimal) => int.Parse(hexadecimal, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
