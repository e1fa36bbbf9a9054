using System.Text.RegularExpressions;

namespace KubeCredential.Docs.Tests.Pages;

/// <summary>A page that names the test which holds a statement names one that is there, and links to the file that it is in.</summary>
public sealed partial class TestNameTests
{
    private static readonly Dictionary<string, string[]> s_sources = Directory
        .EnumerateFiles(Path.Combine(RepositoryLayout.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Select(static file => Path.GetRelativePath(RepositoryLayout.Root, file).Replace('\\', '/'))
        .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .ToDictionary(static file => file, static file => Method().Matches(File.ReadAllText(Path.Combine(RepositoryLayout.Root, file))).Select(static match => match.Groups["name"].Value).ToArray());

    [Fact]
    public void Every_test_that_a_page_names_is_there()
    {
        var missing =
            from page in Documentation.All
            where page.Name != "CHANGELOG.md"
            from code in page.Codes
            where TestName().IsMatch(code.Code) && FilesOf(code.Code).Length == 0
            select $"{page.Name}:{code.Line}: {code.Code}";
        Faults.AssertNone(missing);
    }

    [Fact]
    public void Every_link_from_the_name_of_a_test_leads_to_its_file()
    {
        var wrong = new List<string>();
        foreach (var page in Documentation.Tested)
        {
            var text = File.ReadAllText(page.File);
            var mended = NamedLink().Replace(text, link =>
            {
                var directory = Path.GetDirectoryName(page.Name)!;
                var right = FilesOf(link.Groups["name"].Value).Select(file => Path.GetRelativePath(Path.Combine("/", directory), Path.Combine("/", file)).Replace('\\', '/')).ToArray();
                return right.Length == 0 || right.Contains(link.Groups["target"].Value) ? link.Value : $"[`{link.Groups["name"].Value}`]({right[0]})";
            });
            if (mended == text) continue;
            if (Update.IsWanted) Update.Write(page.File, mended);
            else wrong.Add(page.Name);
        }

        Assert.True(wrong.Count == 0, $"{string.Join(", ", wrong)}: a link from the name of a test does not lead to its file. {Update.Hint}");
    }

    /// <summary>The files that hold a test or class of tests; a name that ends with … stands for all that begin like it.</summary>
    private static string[] FilesOf(string name) =>
        name.EndsWith("Tests", StringComparison.Ordinal)
            ? [.. s_sources.Keys.Where(file => Path.GetFileNameWithoutExtension(file) == name).Order(StringComparer.Ordinal)]
            : [.. s_sources.Where(source => source.Value.Any(method => name.EndsWith('…') ? method.StartsWith(name[..^1], StringComparison.Ordinal) : method == name)).Select(static source => source.Key).Order(StringComparer.Ordinal)];

    // Sentences with underscores, such as A_test_says_what_holds, and classes such as RightsTests; not names such as UPDATE_DOCS.
    [GeneratedRegex(@"^([A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)*_[a-z][A-Za-z0-9_]*…?|[A-Z][A-Za-z]+Tests)$")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\bpublic (static )?(async )?(Task|ValueTask|void) (?<name>\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"\[`(?<name>[A-Z]\w*…?)`\]\((?<target>[^)]*)\)")]
    private static partial Regex NamedLink();
}
