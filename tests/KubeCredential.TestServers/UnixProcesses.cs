using System.Globalization;
using System.Runtime.InteropServices;

namespace KubeCredential.TestServers;

/// <summary>What the kernel knows about processes: signals, states, children.</summary>
internal static partial class UnixProcesses
{
    private const int NoSuchProcess = 3;

    /// <summary>Sends a signal to one process by its id. It is not an error if the process has already exited.</summary>
    public static void Send(int processId, UnixSignal signal)
    {
        // kill(0) and kill(-1) would signal our own group or every process.
        ArgumentOutOfRangeException.ThrowIfLessThan(processId, 2);
        if (Kill(processId, Number(signal)) != 0 && Marshal.GetLastPInvokeError() is var error && error != NoSuchProcess)
            throw new InvalidOperationException($"kill({processId}, {signal}): {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>The running direct children of a process, from <c>/proc</c> on Linux and <c>ps</c> elsewhere.</summary>
    public static async Task<IReadOnlyList<int>> ChildrenAsync(int parentId, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            var lines = await ChildProcess.RunAsync("ps", ["-A", "-o", "pid=,ppid="], cancellationToken: cancellationToken);
            return [.. from line in lines
                       let columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                       where columns.Length == 2 && int.Parse(columns[1], CultureInfo.InvariantCulture) == parentId
                       select int.Parse(columns[0], CultureInfo.InvariantCulture)];
        }

        var children = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) && Stat(id) is { } stat
                && stat.ParentId == parentId && stat.State is not ('Z' or 'X'))
                children.Add(id);
        }

        return children;
    }

    /// <summary>Whether a process with this ID exists and is not a zombie.</summary>
    public static bool IsAlive(int processId) =>
        OperatingSystem.IsLinux() ? Stat(processId) is { State: not ('Z' or 'X') } : Kill(processId, 0) == 0;

    /// <summary>Whether the process is suspended or has exited. Unknown outside Linux, where true is assumed.</summary>
    public static bool IsStopped(int processId) =>
        // A zombie counts too: a backend may end just after its postmaster was suspended, which then cannot reap it.
        !OperatingSystem.IsLinux() || Stat(processId) is null or { State: 'T' or 'Z' or 'X' };

    // proc_pid_stat(5): "pid (comm) state ppid …", where comm itself may contain spaces and parentheses.
    private static (char State, int ParentId)? Stat(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            var columns = text[(text.LastIndexOf(')') + 2)..].Split(' ', 3);
            return (columns[0][0], int.Parse(columns[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int Number(UnixSignal signal) => signal switch
    {
        UnixSignal.Interrupt => 2,
        UnixSignal.Quit => 3,
        UnixSignal.Terminate => 15,
        UnixSignal.Kill => 9,
        UnixSignal.Stop => OperatingSystem.IsLinux() ? 19 : 17,
        UnixSignal.Continue => OperatingSystem.IsLinux() ? 18 : 19,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
