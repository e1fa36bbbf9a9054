using System.Xml.Linq;
using KubeCredential.TestServers;

namespace KubeCredential.Architecture.Tests;

/// <summary>A project as its file describes it.</summary>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks, string Sdk)
{
    private static readonly string[] s_notOurs = ["tests", "bench", "frontends"];

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>All projects that ship: everything but tests and benchmarks.</summary>
    public static IReadOnlyList<ProjectFile> Shipped { get; } =
    [
        .. Directory.EnumerateFiles(RepositoryLayout.Root, "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden })
            .Where(static path => !s_notOurs.Contains(System.IO.Path.GetRelativePath(RepositoryLayout.Root, path).Split(System.IO.Path.DirectorySeparatorChar)[0]))
            .Select(Read).OrderBy(static project => project.Name, StringComparer.Ordinal),
    ];

    public static ProjectFile Of(string name) => Shipped.Single(project => project.Name == name);

    /// <summary>The project's C# files, without what the build makes.</summary>
    public IEnumerable<string> Sources() => Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
        .Where(path => System.IO.Path.GetRelativePath(Folder, path).Split(System.IO.Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));

    private static ProjectFile Read(string path)
    {
        var project = XDocument.Load(path).Root!;
        return new ProjectFile(
            path, [.. Of("ProjectReference").Select(static reference => System.IO.Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))], [.. Of("PackageReference")], [.. Of("FrameworkReference")],
            (string?)project.Attribute("Sdk") ?? "");

        IEnumerable<string> Of(string kind) => project.Descendants(kind).Select(static item => (string)item.Attribute("Include")!);
    }
}
