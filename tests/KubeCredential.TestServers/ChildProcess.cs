using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace KubeCredential.TestServers;

/// <summary>A real process started by this test process, which ends with it.</summary>
/// <remarks>
/// On Linux the program is started through <c>setpriv --pdeathsig KILL</c>, which then becomes the program itself, so that
/// <see cref="Id"/> is the program's own id and the kernel kills it when this process dies, however that happens.
/// </remarks>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>The number of output lines kept.</summary>
    public const int KeptLines = 4_000;

    private static readonly TimeSpan s_killLimit = TimeSpan.FromSeconds(20);
    private static readonly string? s_setpriv = OperatingSystem.IsLinux() ? Executables.Find("setpriv") : null;

    // prctl(2): the "parent" of PR_SET_PDEATHSIG is the thread that forked, not the process. A pool thread that ends would take the
    // servers with it, so one thread that never ends starts them all.
    private static readonly BlockingCollection<Action> s_starts = [];

    private readonly Process _process;
    private readonly string _name;
    private readonly Action<string>? _onLine;
    private readonly Queue<string> _lines = new();
    private readonly Lock _linesLock = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    static ChildProcess()
    {
        new Thread(static () =>
        {
            foreach (var start in s_starts.GetConsumingEnumerable())
                start();
        })
        { IsBackground = true, Name = "starts child processes" }.Start();
    }

    private ChildProcess(ProcessStartInfo startInfo, string name, Action<string>? onLine)
    {
        _name = name;
        _onLine = onLine;
        _process = new Process { StartInfo = startInfo, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Exited += (_, _) => _exited.TrySetResult(_process.ExitCode);
    }

    /// <summary>The process ID.</summary>
    public int Id { get; private set; }

    /// <summary>Completes with the exit code (128 + signal number if it was ended by a signal) as soon as the process has exited.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Whether the process has exited.</summary>
    public bool HasExited => _exited.Task.IsCompleted;

    /// <summary>The last <see cref="KeptLines"/> lines it printed, standard output and error together.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_linesLock)
                return [.. _lines];
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="fileName">Its name on PATH or its path.</param>
    /// <param name="arguments">Its arguments, which are not interpreted by a shell.</param>
    /// <param name="workingDirectory">Where it runs; the current directory when null.</param>
    /// <param name="environment">Environment variables in addition to the inherited ones; null removes one.</param>
    /// <param name="onLine">Called with each line it prints, from a pool thread.</param>
    /// <remarks>On Linux a missing program ends with exit code 127, which <see cref="Exited"/> reports.</remarks>
    public static ChildProcess Start(
        string fileName,
        IEnumerable<string> arguments,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        Action<string>? onLine = null) =>
        StartAs(null, fileName, arguments, workingDirectory, environment, onLine);

    /// <summary>Runs a program to its end and returns the lines it printed.</summary>
    /// <exception cref="InvalidOperationException">It ended with an exit code other than 0.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(
        string fileName,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken = default) =>
        await RunAsAsync(null, fileName, arguments, null, cancellationToken);

    /// <summary>Sends a signal, unless the process has exited.</summary>
    public void Send(UnixSignal signal)
    {
        if (!HasExited)
            UnixProcesses.Send(Id, signal);
    }

    /// <summary>Kills the process with SIGKILL and waits until it has exited.</summary>
    public async Task KillAsync(CancellationToken cancellationToken = default)
    {
        Send(UnixSignal.Kill);
        await _exited.Task.WaitAsync(s_killLimit, cancellationToken);
    }

    /// <summary>Asks the process to end, waits, and returns its exit code.</summary>
    /// <param name="signal">The signal to send.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It was still running after the limit and was killed.</exception>
    public async Task<int> StopAsync(UnixSignal signal, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        Send(signal);
        Send(UnixSignal.Continue);
        try
        {
            return await _exited.Task.WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            var seconds = limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            var output = string.Join('\n', Output.TakeLast(40));
            await KillAsync(cancellationToken);
            throw new TimeoutException($"{_name} ({Id}) did not end within {seconds} s of {signal}; it was killed.\n{output}");
        }
    }

    /// <summary>Suspends the process with SIGSTOP and waits until it has stopped.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken = default)
    {
        Send(UnixSignal.Stop);
        await Eventually.TrueAsync(
            () => UnixProcesses.IsStopped(Id), TimeSpan.FromSeconds(10), $"{_name} ({Id}) is suspended", cancellationToken);
    }

    /// <summary>Resumes a suspended process with SIGCONT.</summary>
    public void Resume() => Send(UnixSignal.Continue);

    /// <summary>Kills the process if it is still running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Id != 0)
            await KillAsync();
        _process.Dispose();
    }

    /// <summary>Starts a program as another user; only root can.</summary>
    internal static ChildProcess StartAs(
        UnixUser? user,
        string fileName,
        IEnumerable<string> arguments,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        Action<string>? onLine = null)
    {
        List<string> command = [];
        if (s_setpriv is not null)
            command.AddRange([s_setpriv, "--pdeathsig", "KILL"]);
        if (user is not null)
        {
            if (s_setpriv is null)
                throw new InvalidOperationException($"{fileName} must not run as root, and setpriv (util-linux), which could change the user, is not installed.");
            command.AddRange(
                ["--reuid", $"{user.UserId}", "--regid", $"{user.GroupId}", "--clear-groups"]);
        }

        if (s_setpriv is not null)
            command.Add("--");
        command.Add(fileName);
        command.AddRange(arguments);

        var startInfo = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string?>())
            startInfo.Environment[variable] = value;

        var child = new ChildProcess(startInfo, Path.GetFileName(fileName), onLine);
        var started = new TaskCompletionSource();
        s_starts.Add(() =>
        {
            try
            {
                child._process.Start();
                started.SetResult();
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        });
        started.Task.GetAwaiter().GetResult();

        child.Id = child._process.Id;
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program as another user to its end.</summary>
    internal static async Task<IReadOnlyList<string>> RunAsAsync(
        UnixUser? user,
        string fileName,
        IEnumerable<string> arguments,
        string? workingDirectory,
        CancellationToken cancellationToken)
    {
        await using var child = StartAs(user, fileName, arguments, workingDirectory);
        child._process.StandardInput.Close();
        var exitCode = await child.Exited.WaitAsync(cancellationToken);
        await child.DrainAsync(cancellationToken);
        return exitCode == 0
            ? child.Output
            : throw new InvalidOperationException($"{fileName} ended with exit code {exitCode}.\n{string.Join('\n', child.Output)}");
    }

    /// <summary>
    /// Waits, after the process has exited, for the rest of its output, but not for long, since a grandchild may keep the pipe
    /// open.
    /// </summary>
    internal async Task DrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(2), cancellationToken);
        }
        catch (TimeoutException)
        {
            // Use the output received so far.
        }
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_linesLock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines)
                _lines.Dequeue();
        }

        _onLine?.Invoke(line);
    }
}
