using System.Text.RegularExpressions;
using KubeCredential.Docs.Tests.Pages;

namespace KubeCredential.Docs.Tests.Settings;

/// <summary>docs/configuration.md says what the services read.</summary>
public sealed partial class ConfigurationTests
{
    private static readonly string s_file = Path.Combine(RepositoryLayout.Root, "docs", "configuration.md");

    [Fact]
    public void The_page_is_what_the_documentation_of_the_options_says()
    {
        var page = ConfigurationPage.Write(SettingsReader.Read());
        if (Update.IsWanted) Update.Write(s_file, page);
        var kept = File.Exists(s_file) ? File.ReadAllText(s_file) : "";
        var difference = page.Split('\n').Except(kept.Split('\n')).FirstOrDefault() ?? kept.Split('\n').Except(page.Split('\n')).FirstOrDefault();
        Assert.True(kept == page, $"docs/configuration.md is out of date, first at: {difference} {Update.Hint}");
    }

    [Fact]
    public void Every_setting_says_what_it_means_and_stands_there_once()
    {
        var settings = SettingsReader.Read();
        Assert.NotEmpty(settings);
        Faults.AssertNone(settings.Where(static one => one.Meaning.Length < 10 || !one.Meaning.EndsWith('.')).Select(static one => $"{one.Name}: {one.Meaning}"));
        Faults.AssertNone(settings.GroupBy(static one => (one.Owner, one.Name)).Where(static one => one.Count() > 1).Select(static one => $"{one.Key.Owner}: {one.Key.Name} stands there {one.Count()} times"));
    }

    [Fact]
    public void Every_setting_that_another_page_names_is_there()
    {
        var names = SettingsReader.Read().Select(static one => one.Name).ToArray();
        var sections = names.Where(static name => name.Contains(':', StringComparison.Ordinal)).Select(static name => name.Split(':')[0]).ToHashSet();
        var missing =
            from page in Documentation.Tested
            from code in page.Codes
            let name = Named().Match(code.Code)
            where name.Success && sections.Contains(name.Groups["name"].Value.Split(':')[0])
            where !names.Any(one => one == name.Groups["name"].Value || name.Groups["rest"].Value == ":…" && one.StartsWith(name.Groups["name"].Value, StringComparison.Ordinal))
            select $"{page.Name}:{code.Line}: {code.Code}";
        Faults.AssertNone(missing);
    }

    [Fact]
    public void Every_setting_that_a_page_gives_to_run_sh_is_there()
    {
        var names = SettingsReader.Read().Where(static one => one.Owner == Owner.AppHost).Select(static one => one.Name).ToArray();
        var missing =
            from page in Documentation.Tested
            from code in page.Codes
            where code.Code.StartsWith("./run.sh ", StringComparison.Ordinal)
            from word in code.Code.Split(' ').Where(static word => word.Contains('=', StringComparison.Ordinal))
            where !names.Contains(word.Split('=')[0])
            select $"{page.Name}:{code.Line}: {word}";
        Faults.AssertNone(missing);
    }

    [Fact]
    public void Every_type_that_is_bound_names_its_section()
    {
        var sections = SettingsReader.Options.ToLookup(static one => one.Key.Name, static one => one.Value);
        var missing =
            from directory in Directory.EnumerateDirectories(RepositoryLayout.Root).Where(static one => Path.GetFileName(one) is "libraries" or "Issuance.Api" or "Verification.Api" || Path.GetFileName(one).StartsWith("KubeCredential.", StringComparison.Ordinal))
            from file in Directory.EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories)
            from Match call in Binding().Matches(File.ReadAllText(file))
            let type = call.Groups["type"].Value
            where !sections.Contains(type) || call.Groups["section"].Success && !sections[type].Contains(call.Groups["section"].Value)
            select $"{Path.GetFileName(file)}: {call.Value}";
        Faults.AssertNone(missing);
    }

    [GeneratedRegex("^(?<name>[A-Z][A-Za-z]+(:[A-Za-z-]+)*)(?<rest>:…|=.*)?$")]
    private static partial Regex Named();

    [GeneratedRegex("""AddOptions<(?<type>\w+)>\(\)\.BindConfiguration\(("(?<section>[^"]+)"|[\w.]+)\)""")]
    private static partial Regex Binding();
}
