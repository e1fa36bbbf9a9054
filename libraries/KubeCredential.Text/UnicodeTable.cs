using System.Collections.Frozen;
using System.Globalization;

namespace KubeCredential.Text;

/// <summary>The part of the Unicode Character Database that <see cref="UnicodeText"/> needs.</summary>
internal sealed class UnicodeTable
{
    private const string Resource = "KubeCredential.Text.unicode-table.txt";

    private readonly FrozenDictionary<int, byte> _classes;

    private UnicodeTable(IEnumerable<string> lines)
    {
        var (classes, decompositions, foldings) = (new Dictionary<int, byte>(), new Dictionary<int, int[]>(), new Dictionary<int, int[]>());
        var compositions = new Dictionary<(int, int), int>();
        var mayChange = new HashSet<int>(Enumerable.Range(0x1161, 21).Concat(Enumerable.Range(0x11A8, 27))); // Hangul vowels and trailing consonants
        foreach (var line in lines)
        {
            if (line.StartsWith('#')) continue;
            var fields = line.Split(' ');
            if (fields[0] == "k")
            {
                for (var code = Code(fields[2]); code <= Code(fields[3]); code++)
                {
                    classes[code] = byte.Parse(fields[1], CultureInfo.InvariantCulture);
                    mayChange.Add(code);
                }

                continue;
            }

            var (character, parts) = (Code(fields[1]), Array.ConvertAll(fields[2..], Code));
            (fields[0] == "f" ? foldings : decompositions)[character] = parts;
            if (fields[0] == "x") mayChange.Add(character);
            if (fields[0] != "d") continue;
            compositions[(parts[0], parts[1])] = character;
            mayChange.Add(parts[1]);
        }

        _classes = classes.ToFrozenDictionary();
        Decompositions = decompositions.ToFrozenDictionary();
        Compositions = compositions.ToFrozenDictionary();
        Foldings = foldings.ToFrozenDictionary();
        MayChange = mayChange.ToFrozenSet();
    }

    /// <summary>Canonical decompositions, one step each.</summary>
    public FrozenDictionary<int, int[]> Decompositions { get; }

    /// <summary>The compositions of two characters.</summary>
    public FrozenDictionary<(int, int), int> Compositions { get; }

    /// <summary>Full case foldings.</summary>
    public FrozenDictionary<int, int[]> Foldings { get; }

    /// <summary>The characters that normalisation may change: a text without any of them is in Normalization Form C.</summary>
    public FrozenSet<int> MayChange { get; }

    /// <summary>Reads the table.</summary>
    public static UnicodeTable Read()
    {
        using var reader = new StreamReader(typeof(UnicodeTable).Assembly.GetManifestResourceStream(Resource)!);
        return new UnicodeTable(reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>The canonical combining class.</summary>
    public int ClassOf(int rune) => _classes.GetValueOrDefault(rune);

    private static int Code(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
