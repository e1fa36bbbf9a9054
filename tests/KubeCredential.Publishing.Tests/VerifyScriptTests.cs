using KubeCredential.TestServers;

namespace KubeCredential.Publishing.Tests;

/// <summary>What <c>deploy/verify.sh</c> says where it cannot do its work; with an engine it is run by hand, since it takes minutes.</summary>
public sealed class VerifyScriptTests
{
    private static readonly string Script = Path.Combine(RepositoryLayout.Root, "deploy", "verify.sh");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("deploy/verify.sh")]
    [InlineData("deploy/verify/stand-ins.sh")]
    public async Task Bash_can_read_the_script(string path) => (await Command.RunAsync("bash", ["-n", Path.Combine(RepositoryLayout.Root, path)], Cancel)).Succeeded();

    [Fact]
    public async Task Help_names_the_parts_and_the_options()
    {
        var help = (await Command.RunAsync("bash", [Script, "--help"], Cancel)).Succeeded();

        Assert.All((string[])["compose", "kubernetes", "--seconds", "--store", "not checked"], word => Assert.Contains(word, help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("unknown argument: everything", "everything")]
    [InlineData("unknown argument: --fast", "compose", "--fast")]
    [InlineData("--store needs a value", "--store")]
    [InlineData("--seconds must be a number of at least 1, and is: soon", "--seconds", "soon")]
    public async Task A_wrong_argument_is_refused_by_name(string message, params string[] arguments)
    {
        var result = await Command.RunAsync("bash", [Script, .. arguments], Cancel);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_engine_it_says_what_was_not_checked_and_does_not_fail()
    {
        using var path = new ProgramsOnly("bash", "dirname", "mktemp", "rm", "id");

        var result = await Command.RunAsync("env", ["-i", $"PATH={path.Directory}", $"TMPDIR={path.Directory}", "bash", Script, "kubernetes"], Cancel);

        Assert.Equal("""

            not checked: images, kubernetes, and the tags of the base images: neither podman nor docker answers on this machine

            0 checks passed, 0 failed, 1 not checked

            """.TrimStart('\r', '\n'), result.Succeeded());
        Assert.Equal(path.Programs, System.IO.Directory.EnumerateFileSystemEntries(path.Directory).Select(Path.GetFileName).Order());
    }

    /// <summary>A directory of a few of this machine's programs, for a PATH with nothing else.</summary>
    private sealed class ProgramsOnly : IDisposable
    {
        public ProgramsOnly(params string[] programs)
        {
            Programs = [.. programs.Order()];
            foreach (var program in programs)
            {
                var found = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(directory => Path.Combine(directory, program)).First(File.Exists);
                File.CreateSymbolicLink(Path.Combine(Directory, program), found);
            }
        }

        public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("kc-programs-").FullName;

        public IReadOnlyList<string> Programs { get; }

        public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
    }
}
