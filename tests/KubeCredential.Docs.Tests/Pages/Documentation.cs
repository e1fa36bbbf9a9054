namespace KubeCredential.Docs.Tests.Pages;

/// <summary>The pages of the repository.</summary>
internal static class Documentation
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "TestResults"];

    /// <summary>All Markdown files, from README.md to those beside the code.</summary>
    public static IReadOnlyList<Page> All { get; } =
        [.. FilesBelow(RepositoryLayout.Root).Select(static file => Path.GetRelativePath(RepositoryLayout.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal).Select(Page.Read)];

    /// <summary>The pages whose commands and answers are run: README.md and those in docs/.</summary>
    public static IReadOnlyList<Page> Tested { get; } = [.. All.Where(static page => page.Name == "README.md" || page.Name.StartsWith("docs/", StringComparison.Ordinal))];

    private static IEnumerable<string> FilesBelow(string directory) => Directory.EnumerateFiles(directory, "*.md").Concat(
        Directory.EnumerateDirectories(directory).Where(static one => Path.GetFileName(one) is var name && !name.StartsWith('.') && !NotOurs.Contains(name)).SelectMany(FilesBelow));
}
