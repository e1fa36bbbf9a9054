using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace KubeCredential.Architecture.Tests;

/// <summary>
/// Which folder of a project knows of which: from the types that its code uses, as compiled, and from the usings in its sources, which
/// show constants that the compiler has written in. A folder is a namespace below the project's own; the project's own is "".
/// </summary>
internal sealed partial class FolderGraph
{
    private static readonly ConcurrentDictionary<string, Lazy<FolderGraph>> s_graphs = [];

    private readonly Dictionary<(string From, string To), SortedSet<string>> _edges = [];

    /// <summary>The uses, each with the places that make it.</summary>
    public IReadOnlyDictionary<(string From, string To), SortedSet<string>> Edges => _edges;

    /// <summary>The graph of a project, read once.</summary>
    public static FolderGraph Of(ProjectFile project) => s_graphs.GetOrAdd(project.Name, _ => new Lazy<FolderGraph>(() => Read(project))).Value;

    private static FolderGraph Read(ProjectFile project)
    {
        var graph = new FolderGraph();
        foreach (var source in project.Sources()) graph.AddUsings(project, source);
        if (Assemblies.Has(project.Name)) graph.AddTypes(project);
        return graph;
    }

    /// <summary>The groups of folders that know each other in a circle, each in order.</summary>
    /// <param name="ignored">Uses that are looked over.</param>
    /// <param name="coarse">Whether a folder counts with all that is below it.</param>
    public IReadOnlyList<string> Cycles(IReadOnlyCollection<(string From, string To)> ignored, bool coarse)
    {
        var uses = _edges.Keys.Except(ignored).Select(edge => coarse ? (From: Top(edge.From), To: Top(edge.To)) : edge).Where(static edge => edge.From != edge.To).Distinct().ToLookup(static edge => edge.From, static edge => edge.To);
        var reached = uses.ToDictionary(static one => one.Key, one => ReachedFrom(one.Key, uses));
        return
        [
            .. reached.Keys.Where(folder => reached[folder].Contains(folder))
                .Select(folder => string.Join(", ", reached.Keys.Where(other => reached[folder].Contains(other) && reached[other].Contains(folder)).Order(StringComparer.Ordinal).Select(Show)))
                .Distinct(),
        ];
    }

    /// <summary>The uses between the folders of a circle with a place or two of each, to be read.</summary>
    public string Explain(string cycle)
    {
        var folders = cycle.Split(", ").Select(static folder => folder == Show("") ? "" : folder).ToHashSet();
        return string.Join(Environment.NewLine, _edges.Where(edge => folders.Any(folder => IsIn(edge.Key.From, folder)) && folders.Any(folder => IsIn(edge.Key.To, folder)))
            .OrderBy(static edge => edge.Key.From, StringComparer.Ordinal).Select(static edge => $"    {Show(edge.Key.From)} → {Show(edge.Key.To)}: {string.Join("; ", edge.Value.Take(4))}"));
    }

    public static string Show(string folder) => folder.Length == 0 ? "(the project's own)" : folder;

    private static bool IsIn(string folder, string other) => folder == other || (other.Length > 0 && folder.StartsWith(other + ".", StringComparison.Ordinal));

    private static string Top(string folder) => folder.Split('.')[0];

    private static HashSet<string> ReachedFrom(string folder, ILookup<string, string> uses)
    {
        HashSet<string> reached = [];
        var open = new Stack<string>(uses[folder]);
        while (open.TryPop(out var next))
        {
            if (!reached.Add(next)) continue;
            foreach (var further in uses[next]) open.Push(further);
        }

        return reached;
    }

    private void AddTypes(ProjectFile project)
    {
        var types = new ArchLoader().LoadAssembly(Assemblies.Of(project.Name)).Build().Types;
        foreach (var dependency in types.SelectMany(static type => type.Dependencies).Where(static one => one.Target is not GenericParameter))
        {
            // Program and what the compiler makes have no namespace; nobody can refer to them.
            var (from, to) = (dependency.Origin, dependency.Target);
            if (FolderOf(project, from.Namespace?.FullName) is { } origin && FolderOf(project, to.Namespace?.FullName) is { } target && to.Assembly.Name.Split(',')[0] == project.Name)
                Add(origin, target, $"{from.Name} uses {to.Name}");
        }
    }

    private void AddUsings(ProjectFile project, string source)
    {
        var text = File.ReadAllText(source);
        if (Namespace().Match(text) is not { Success: true } own || FolderOf(project, own.Groups["name"].Value) is not { } from) return;
        foreach (Match match in Using().Matches(text))
        {
            if (FolderOf(project, match.Groups["name"].Value) is { } to) Add(from, to, $"{Path.GetFileName(source)} has using {match.Groups["name"].Value}");
        }
    }

    private void Add(string from, string to, string place)
    {
        if (from == to) return;
        if (!_edges.TryGetValue((from, to), out var places)) _edges[(from, to)] = places = new SortedSet<string>(StringComparer.Ordinal);
        places.Add(place);
    }

    private static string? FolderOf(ProjectFile project, string? space) =>
        space == project.Name ? "" : space?.StartsWith(project.Name + ".", StringComparison.Ordinal) == true ? space[(project.Name.Length + 1)..] : null;

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static |\w+ = )?(?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
