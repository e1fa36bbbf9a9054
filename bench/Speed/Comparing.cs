using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeCredential.Bench.Speed;

/// <summary>Sets the reports of two revisions side by side, as bench/compare.sh collects them.</summary>
internal static partial class Comparing
{
    /// <summary>A figure's place: its section and table, what the row is about, and the column.</summary>
    private readonly record struct Place(string Section, string Row, string Column);

    /// <param name="report">Where the comparison goes.</param>
    /// <param name="folder">With <c>there-1.md</c>, <c>here-1.md</c>, <c>there-2.md</c> and so on.</param>
    /// <exception cref="InvalidDataException">There are not as many reports of one revision as of the other.</exception>
    public static void Run(Report report, string folder)
    {
        var there = Read("there");
        var here = Read("here");
        if (there.Length == 0 || there.Length != here.Length) throw new InvalidDataException($"{there.Length} reports of there and {here.Length} of here in {folder}.");

        var sections = here[0].Keys.Where(place => there.Concat(here).All(figures => figures.ContainsKey(place))).GroupBy(static place => place.Section);
        foreach (var section in sections)
        {
            if (!section.Any(Varies)) continue;
            report.Section(section.Key, string.Create(CultureInfo.InvariantCulture, $"Rounds: {here.Length}. Medians, and of the rounds' ratios the median (least to most)."));
            report.Table(
                ["what", "figure", "#there", "#here", "#here / there"],
                section.Where(Varies).Select(place => new[] { Named(place), place.Column, Text(Sample.Median(At(there, place))), Text(Sample.Median(At(here, place))), Ratios(place) }));

            string Named(Place place) =>
                string.Join(", ", [place.Row, .. section.Where(other => other.Row == place.Row && !Varies(other)).Select(other => $"{other.Column}: {Text(here[0][other])}")]);
        }

        var single = there.Concat(here).SelectMany(static figures => figures.Keys).Distinct().Except(sections.SelectMany(static section => section)).Select(static place => $"{place.Section}: {place.Row}, {place.Column}").ToArray();
        if (single.Length > 0) report.Note($"Not in every report, so not compared: {string.Join("; ", single)}.");

        Dictionary<Place, double>[] Read(string name) => [.. Directory.GetFiles(folder, $"{name}-*.md").Order(StringComparer.Ordinal).Select(static file => FiguresIn(File.ReadLines(file)))];

        // What is the same in every report is a parameter, such as the number of connections.
        bool Varies(Place place) => At(there, place).Concat(At(here, place)).Distinct().Count() > 1;

        string Ratios(Place place)
        {
            double[] ratios = [.. At(here, place).Zip(At(there, place), static (one, other) => one / other)];
            return ratios.All(double.IsFinite) ? $"{Sample.Text(Sample.Median(ratios), 2)} ({Sample.Text(ratios.Min(), 2)} to {Sample.Text(ratios.Max(), 2)})" : "";
        }
    }

    private static IEnumerable<double> At(Dictionary<Place, double>[] reports, Place place) => reports.Select(figures => figures[place]);

    private static string Text(double figure) => figure.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The number with which each cell of a report's tables begins, but for the first cell of a row, which says what the row is about.</summary>
    private static Dictionary<Place, double> FiguresIn(IEnumerable<string> lines)
    {
        var figures = new Dictionary<Place, double>();
        var rows = new HashSet<(string Section, string Row)>();
        string section = "", head = "";
        string[] columns = [];
        foreach (var line in lines)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) section = line[3..];
            if (!line.StartsWith('|')) columns = [];
            if (!line.StartsWith('|') || line.StartsWith("|-", StringComparison.Ordinal)) continue;
            string[] cells = [.. line.Trim('|').Split('|').Select(static cell => cell.Trim())];
            if (columns.Length == 0)
            {
                columns = cells;
                head = cells[0];
                continue;
            }

            // "coalesced" stands there once for each number of connections.
            var name = head is "" or "what" ? cells[0] : $"{head}: {cells[0]}";
            var row = name;
            for (var again = 2; !rows.Add((section, row)); again++) row = $"{name} ({again})";
            for (var i = 1; i < Math.Min(cells.Length, columns.Length); i++)
            {
                if (LeadingNumber().Match(cells[i]) is { Success: true } found) figures[new(section, row, columns[i])] = double.Parse(found.ValueSpan, CultureInfo.InvariantCulture);
            }
        }

        return figures;
    }

    [GeneratedRegex(@"^-?\d+(\.\d+)?")]
    private static partial Regex LeadingNumber();
}
