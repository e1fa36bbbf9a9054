using KubeCredential.TestServers;

namespace KubeCredential.Publishing.Tests;

/// <summary>The command by which the release workflow publishes the chart.</summary>
public sealed class ChartScriptTests
{
    private const string Nowhere = "127.0.0.1:1";
    private const string Password = "not-to-be-shown";
    private static readonly string Script = Path.Combine(RepositoryLayout.Root, "deploy", "publish-chart.sh");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registry_that_cannot_be_reached_is_named_and_nothing_is_left()
    {
        var (_, helm) = await KubernetesTools.InstallAsync(Cancel);
        var scratch = Directory.CreateTempSubdirectory("kc-chart-test-").FullName;
        try
        {
            var result = await Command.RunAsync("env",
                [$"PATH={Path.GetDirectoryName(helm)}:{Environment.GetEnvironmentVariable("PATH")}", $"TMPDIR={scratch}", "REGISTRY_USER=user", $"REGISTRY_PASSWORD={Password}", "bash", Script, $"{Nowhere}/acme", "1.2.3"], Cancel);

            Assert.Equal(1, result.ExitCode);
            Assert.Contains($"the registry {Nowhere} cannot be reached", result.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain(Password, result.Everything, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(scratch));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    [Theory]
    [InlineData]
    [InlineData("registry.example/acme")]
    [InlineData("registry.example/acme", "1.2.3", "more")]
    public async Task Wrong_arguments_are_answered_with_the_usage(params string[] arguments)
    {
        var result = await Command.RunAsync("bash", [Script, .. arguments], Cancel);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Usage: deploy/publish-chart.sh REGISTRY VERSION", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_workflow_publishes_by_it() => Assert.Contains(
        "run: deploy/publish-chart.sh \"$REGISTRY\"", await File.ReadAllTextAsync(Path.Combine(RepositoryLayout.Root, ".github", "workflows", "release.yaml"), Cancel), StringComparison.Ordinal);
}
