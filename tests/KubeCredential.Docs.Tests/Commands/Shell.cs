using System.Diagnostics;

namespace KubeCredential.Docs.Tests.Commands;

/// <summary>One bash for a whole page, so that what a block sets is there in the next. It ends at the first command that fails.</summary>
internal sealed class Shell : IAsyncDisposable
{
    private const string Done = "done";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process _bash;
    private readonly string _scratch = Directory.CreateTempSubdirectory("kc-docs-shell-").FullName;
    private int _blocks;

    public Shell(string directory)
    {
        _bash = Process.Start(new ProcessStartInfo("bash", ["-e", "-s"]) { WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _bash.StandardInput.AutoFlush = true;
    }

    /// <summary>Runs a block.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    public async Task<string> RunAsync(string block, CancellationToken cancellationToken)
    {
        var name = Path.Combine(_scratch, $"{++_blocks}");
        await File.WriteAllTextAsync(name, block + "\n", cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        await _bash.StandardInput.WriteLineAsync($". '{name}' >'{name}.out' 2>'{name}.err' </dev/null\necho {Done}".AsMemory(), limit.Token);
        var line = await _bash.StandardOutput.ReadLineAsync(limit.Token);
        var output = await File.ReadAllTextAsync(name + ".out", cancellationToken);
        if (line == Done) return output;
        await _bash.WaitForExitAsync(limit.Token);
        throw new InvalidOperationException($"Exit code {_bash.ExitCode}: {output}{await File.ReadAllTextAsync(name + ".err", cancellationToken)}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _bash.StandardInput.Close();
        if (!_bash.WaitForExit(TimeSpan.FromSeconds(5))) _bash.Kill(entireProcessTree: true);
        await _bash.WaitForExitAsync();
        _bash.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }
}
