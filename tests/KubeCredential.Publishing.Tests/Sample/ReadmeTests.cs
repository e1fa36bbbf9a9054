using System.Reflection;
using KubeCredential.TestServers;

namespace KubeCredential.Publishing.Tests.Sample;

/// <summary>The library's README shows what is so.</summary>
public sealed class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(RepositoryLayout.Root, "libraries/KubeCredential.Publishing/README.md")).ReplaceLineEndings("\n");

    [Fact]
    public async Task The_example_is_published_as_it_stands()
    {
        using var directory = new TemporaryDirectory();
        var project = Directory.CreateDirectory(Path.Combine(directory.Path, "app")).FullName;
        foreach (var image in (string[])["api", "web"]) await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(directory.Path, image)).FullName, "Dockerfile"), "FROM scratch\n", TestContext.Current.CancellationToken);
        var output = Path.Combine(directory.Path, "deploy");
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = ["--operation", "publish", "--step", "publish", "--output-path", output],
            ProjectDirectory = project,
            DisableDashboard = true,
        });
        ReadmeExample.Add(builder);
        await using (var application = builder.Build()) await application.RunAsync(TestContext.Current.CancellationToken);

        Assert.Contains("description: \"Takes orders\"\n", await File.ReadAllTextAsync(Path.Combine(output, "kubernetes/chart/Chart.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(output, "compose/compose.yaml")));

        var source = Lines(await File.ReadAllTextAsync(Path.Combine(RepositoryLayout.Root, "tests/KubeCredential.Publishing.Tests/Sample/ReadmeExample.cs"), TestContext.Current.CancellationToken));
        var start = Readme.IndexOf("```csharp\n", StringComparison.Ordinal);
        var shown = Lines(Readme[start..Readme.IndexOf("```\n", start + 10, StringComparison.Ordinal)])
            .Where(static line => !line.StartsWith("```", StringComparison.Ordinal) && !line.StartsWith("using ", StringComparison.Ordinal) && !line.StartsWith("var builder", StringComparison.Ordinal) && !line.StartsWith("builder.Build()", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(shown, source.Where(shown.Contains));
    }

    [Fact]
    public void Every_option_and_every_setting_is_explained()
    {
        Assert.All(typeof(PublishingOptions).GetProperties().Where(static one => one.CanWrite), static option => Assert.Contains($"`{option.Name}`", Readme, StringComparison.Ordinal));
        Assert.All(
            typeof(PublishSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance), static setting => Assert.Contains($"| `{setting.Name}` |", Readme, StringComparison.Ordinal));
    }

    private static List<string> Lines(string text) => [.. text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0)];
}
