using System.Text.RegularExpressions;

namespace KubeCredential.Docs.Tests.Pages;

/// <summary>Links inside the repository lead somewhere.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Every_link_inside_the_repository_leads_to_a_file_and_to_a_heading_that_are_there()
    {
        var pages = Documentation.All.ToDictionary(static page => page.Name);
        var broken =
            from page in pages.Values
            from link in page.Links
            where !Uri.TryCreate(link.Target, UriKind.Absolute, out _)
            let parts = link.Target.Split('#', 2)
            let target = parts[0].Length == 0 ? page.Name : Normalised(Path.Combine(Path.GetDirectoryName(page.Name)!, parts[0]))
            let file = Path.Combine(RepositoryLayout.Root, target)
            where !(File.Exists(file) || Directory.Exists(file))
                || parts.Length == 2 && !(pages.TryGetValue(target, out var other) && other.Anchors.Contains(parts[1]))
            select $"{page.Name}:{link.Line}: {link.Target}";
        Faults.AssertNone(broken);
    }

    [Fact]
    public void Every_page_and_picture_of_the_documentation_is_linked_from_somewhere()
    {
        var linked = (
            from page in Documentation.All
            from link in page.Links
            where !Uri.TryCreate(link.Target, UriKind.Absolute, out _)
            select Normalised(Path.Combine(Path.GetDirectoryName(page.Name)!, link.Target.Split('#', 2)[0]))).ToHashSet();
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryLayout.Root, "docs"), "*", SearchOption.AllDirectories)
            .Select(static file => Path.GetRelativePath(RepositoryLayout.Root, file).Replace('\\', '/'));
        Faults.AssertNone(files.Where(file => !linked.Contains(file)));
    }

    [Fact]
    public void Every_mutant_stands_with_the_rule_that_it_breaks()
    {
        var linked = Documentation.Tested.Single(static page => page.Name == "docs/architecture.md").Links.Select(static link => Path.GetFileName(link.Target)).ToHashSet();
        Faults.AssertNone(Directory.EnumerateFiles(Path.Combine(RepositoryLayout.Root, "bench", "mutants"), "*.patch").Select(static file => Path.GetFileName(file)).Where(file => !linked.Contains(file)));
    }

    [Fact]
    public void Every_test_project_is_in_the_list_of_them()
    {
        var listed = Documentation.Tested.Single(static page => page.Name == "docs/contributing.md").Codes.Select(static code => code.Code).ToHashSet();
        Faults.AssertNone(Directory.EnumerateDirectories(Path.Combine(RepositoryLayout.Root, "tests"), "*.Tests").Where(static one => Directory.EnumerateFiles(one, "*.csproj").Any())
            .Select(static one => Path.GetFileName(one)).Where(name => !listed.Contains(name)));
    }

    [Fact]
    public void Every_script_that_a_page_names_is_there()
    {
        var missing =
            from page in Documentation.Tested
            from text in page.Codes.Select(static one => (one.Line, Text: one.Code)).Concat(page.Blocks.Where(static block => block.Language == "sh").Select(static block => (block.Line, block.Text)))
            from Match script in Script().Matches(text.Text)
            let name = script.Groups["name"].Value
            // What publishing writes is there once somebody has published.
            where !name.StartsWith("deploy/kubernetes/", StringComparison.Ordinal) && !File.Exists(Path.Combine(RepositoryLayout.Root, name))
            select $"{page.Name}:{text.Line}: {name}";
        Faults.AssertNone(missing);
    }

    [Fact]
    public void The_README_has_at_most_180_lines() => Assert.InRange(Documentation.All.Single(static page => page.Name == "README.md").LineCount, 1, 180);

    private static string Normalised(string path) => Path.GetRelativePath(RepositoryLayout.Root, Path.GetFullPath(path, RepositoryLayout.Root)).Replace('\\', '/');

    [GeneratedRegex(@"(?<![\w/.-])(\./)?(?<name>(\w+/)+[a-z-]+\.sh|(?<=\./)[a-z-]+\.sh)(?=\s|$)")]
    private static partial Regex Script();
}
