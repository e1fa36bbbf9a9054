namespace KubeCredential.Architecture.Tests;

/// <summary>Folders know of each other in one direction only, so that each can be read, tested and moved without what uses it.</summary>
public sealed class FolderTests
{
    private const string Composition = "";
    private static readonly string[] s_withComposition = ["Issuance.Api", "Verification.Api", "KubeCredential.AppHost"];

    // Circles that are still open, by the use that closes each. The list may only become shorter; it is empty.
    private static readonly Dictionary<string, (string From, string To)[]> s_open = [];

    public static TheoryData<string> Projects => [.. ProjectFile.Shipped.Select(static project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_folders_of_a_project_know_each_other_in_a_circle(string name)
    {
        var graph = FolderGraph.Of(ProjectFile.Of(name));
        var open = s_open.GetValueOrDefault(name, []);
        // What puts a service together knows all its parts.
        var composition = s_withComposition.Contains(name) ? graph.Edges.Keys.Where(static edge => edge.From == Composition) : [];
        var ignored = composition.Concat(open).ToArray();
        var cycles = graph.Cycles(ignored, coarse: false).Concat(graph.Cycles(ignored, coarse: true)).Distinct().ToArray();
        Assert.True(cycles.Length == 0, string.Join(Environment.NewLine, cycles.Select(cycle => $"{name}: {cycle}{Environment.NewLine}{graph.Explain(cycle)}")));

        var closed = open.Where(one => !graph.Edges.ContainsKey(one)).ToArray();
        Assert.True(closed.Length == 0, $"{name}: no longer so, take it off the list: {string.Join(", ", closed)}");
    }

    [Theory]
    [InlineData("Issuance.Api")]
    [InlineData("Verification.Api")]
    public void Nobody_knows_what_puts_a_service_together(string name) => AssertUnknown(name, Composition);

    /// <summary>What people's pages need: the service issues credentials without it.</summary>
    [Fact]
    public void Nothing_but_composition_knows_the_console() => AssertUnknown("Issuance.Api", "Console");

    private static void AssertUnknown(string project, string folder)
    {
        var graph = FolderGraph.Of(ProjectFile.Of(project));
        Assert.Contains(graph.Edges.Keys, edge => edge.From == Composition || folder == Composition); // The graph is that of the project.
        var uses = graph.Edges.Where(edge => edge.Key.To == folder && edge.Key.From != Composition).SelectMany(static edge => edge.Value).ToArray();
        Assert.True(uses.Length == 0, string.Join(Environment.NewLine, uses));
    }
}
