using System.Globalization;

namespace KubeCredential.Bench.Speed;

/// <summary>The processor time of groups of processes, as counted by the kernel.</summary>
internal sealed class CpuTime
{
    private const double TicksPerSecond = 100; // sysconf(_SC_CLK_TCK), which Linux fixes for user space.
    private readonly Dictionary<string, (int[] Roots, double Before)> _groups = [];
    private readonly long _began = System.Diagnostics.Stopwatch.GetTimestamp();

    /// <summary>Starts counting.</summary>
    /// <param name="groups">Process IDs by group name; children count too. This process and the load generators that it starts are the group "load".</param>
    public CpuTime(params (string Name, int ProcessId)[] groups)
    {
        foreach (var group in groups.GroupBy(static one => one.Name)) Add(group.Key, [.. group.Select(static one => one.ProcessId)]);
        Add("load", [Environment.ProcessId]);
    }

    /// <summary>What each group has used since then, as a fraction of all processors.</summary>
    public Dictionary<string, double> Shares()
    {
        var all = System.Diagnostics.Stopwatch.GetElapsedTime(_began).TotalSeconds * Environment.ProcessorCount;
        return Used().ToDictionary(static group => group.Key, group => group.Value / all);
    }

    /// <summary>What each group has used since then for one of so many, as text.</summary>
    /// <param name="count">How many.</param>
    public string EachText(int count) =>
        string.Join(", ", Used().Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} {group.Value / count * 1e6:0.0} µs")));

    /// <summary>What all groups but the load have used since then, in seconds.</summary>
    public double ServerSeconds() => Used().Where(static group => group.Key != "load").Sum(static group => group.Value);

    /// <summary>The shares as one cell of a table.</summary>
    public static string Text(IReadOnlyDictionary<string, double> shares) =>
        string.Join(", ", shares.Select(static share => string.Create(CultureInfo.InvariantCulture, $"{share.Key} {share.Value:0 %}")));

    /// <summary>The resident memory of a process, private and shared (VmRSS), in megabytes.</summary>
    public static double Megabytes(int processId) =>
        long.Parse(
            File.ReadLines($"/proc/{processId}/status").Single(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture) / 1024.0;

    private Dictionary<string, double> Used()
    {
        var children = ChildrenByParent();
        return _groups.ToDictionary(static group => group.Key, group => Total(group.Value.Roots, group.Key != "load", children) - group.Value.Before);
    }

    private void Add(string name, int[] roots) => _groups[name] = (roots, Total(roots, name != "load", ChildrenByParent()));

    /// <summary>The seconds used by the processes, their ended children and their running ones.</summary>
    private static double Total(IEnumerable<int> roots, bool withChildren, ILookup<int, int> children) => roots.Sum(root =>
        Seconds(root) + (withChildren ? children[root].Sum(static child => Seconds(child)) : 0));

    private static double Seconds(int processId) =>
        Stat(processId) is { } columns ? columns[11..15].Sum(static ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond : 0;

    private static ILookup<int, int> ChildrenByParent() => Directory.EnumerateDirectories("/proc")
        .Select(static directory => int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(static id => id > 0)
        .Select(static id => (Id: id, Columns: Stat(id)))
        .Where(static process => process.Columns is not null)
        .ToLookup(static process => int.Parse(process.Columns![1], CultureInfo.InvariantCulture), static process => process.Id);

    /// <summary>The columns from the third onwards (proc_pid_stat(5)); null if the process has ended.</summary>
    private static string[]? Stat(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // It ended between the listing and the reading.
        }
    }
}
