using System.Globalization;
using System.Text;

namespace KubeCredential.Bench.Speed;

/// <summary>The results as Markdown, printed as they arrive.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();

    /// <summary>Starts a section.</summary>
    public void Section(string title, string about) => Write($"\n## {title}\n\n{about}\n");

    /// <summary>Adds a table.</summary>
    /// <param name="head">The columns' names; those that begin with "#" are right-aligned.</param>
    /// <param name="rows">The cells, by row.</param>
    public void Table(string[] head, IEnumerable<string[]> rows)
    {
        Write($"| {string.Join(" | ", head.Select(static name => name.TrimStart('#')))} |");
        Write($"|{string.Concat(head.Select(static name => name.StartsWith('#') ? "--:|" : "---|"))}");
        foreach (var row in rows) Write($"| {string.Join(" | ", row)} |");
    }

    /// <summary>Adds a paragraph.</summary>
    public void Note(string text) => Write($"\n{text}");

    public override string ToString() => _text.ToString();

    private void Write(string text)
    {
        _text.Append(text).Append('\n');
        Console.WriteLine(text);
    }
}

/// <summary>Several measurements of the same thing.</summary>
internal static class Sample
{
    /// <summary>The median; for an even number of values, the mean of the middle two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>A quantile: the value that the given fraction of values do not exceed.</summary>
    public static double At(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * part)];
    }

    /// <summary>The median of the rounds' ratios.</summary>
    public static double Ratio(IEnumerable<double> values, IEnumerable<double> baseline) => Median(values.Zip(baseline, static (one, other) => one / other));

    /// <summary>The median with its range.</summary>
    public static string Text(IReadOnlyCollection<double> values) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(values):0} ({values.Min():0} to {values.Max():0})");

    /// <summary>A number with the given number of decimal places.</summary>
    public static string Text(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
