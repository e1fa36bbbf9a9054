namespace KubeCredential.TestServers.Tests;

public sealed class ChildProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_signalled_process_is_the_program_itself()
    {
        await using var child = ChildProcess.Start("sh", ["-c", "echo $$; exec sleep 600"]);

        var printed = await Eventually.ResultAsync(() => child.Output, lines => lines.Count == 1, TimeSpan.FromSeconds(10), "a line", Token);

        Assert.Equal($"{child.Id}", printed[0]);
    }

    [Fact]
    public async Task A_child_outlives_the_thread_that_asked_for_it()
    {
        ChildProcess? child = null;
        string? task = null;
        var thread = new Thread(() =>
        {
            task = new DirectoryInfo("/proc/thread-self").LinkTarget;
            child = ChildProcess.Start("sh", ["-c", "trap 'echo alive' USR1; echo ready; while :; do sleep 0.1; done"]);
        });
        thread.Start();
        thread.Join();
        await using var disposed = child!;
        await Eventually.TrueAsync(() => child!.Output.Count == 1, TimeSpan.FromSeconds(10), "the trap is set", Token);
        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{task}"), TimeSpan.FromSeconds(10), "the thread has gone", Token);

        // The kernel would have signalled the child before it took the thread away, and a signal that kills comes before all others.
        await ChildProcess.RunAsync("kill", ["-USR1", $"{child!.Id}"], Token);

        await Eventually.TrueAsync(() => child.Output.Contains("alive"), TimeSpan.FromSeconds(10), "the child answers", Token);
    }

    [Fact]
    public async Task A_process_that_does_not_want_to_stop_is_killed_and_reported()
    {
        await using var child = ChildProcess.Start("sh", ["-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done"]);
        await Eventually.TrueAsync(() => child.Output.Count == 1, TimeSpan.FromSeconds(10), "the trap is set", Token);

        var exception = await Assert.ThrowsAsync<TimeoutException>(
            () => child.StopAsync(UnixSignal.Terminate, TimeSpan.FromMilliseconds(300), Token));

        Assert.Contains("deaf", exception.Message, StringComparison.Ordinal);
        Assert.Equal(128 + 9, await child.Exited);
    }

    [Fact]
    public async Task Running_a_program_gives_its_lines_or_its_failure()
    {
        Assert.Equal(["one", "two"], await ChildProcess.RunAsync("printf", ["one\ntwo\n"], Token));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ChildProcess.RunAsync("sh", ["-c", "echo reason >&2; exit 3"], Token));
        Assert.Contains("exit code 3", exception.Message, StringComparison.Ordinal);
        Assert.Contains("reason", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ChildProcess.RunAsync("no-such-program", [], Token));
    }
}
