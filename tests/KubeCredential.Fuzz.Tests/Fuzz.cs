using System.Diagnostics;
using System.Globalization;
using CsCheck;

namespace KubeCredential.Fuzz.Tests;

/// <summary>
/// Gives a check many generated inputs. <c>FUZZ_ITERATIONS</c> in the environment says how many inputs all in-process checks get
/// together, and so how long it takes.
/// </summary>
internal static class Fuzz
{
    /// <summary>How many checks share the inputs: the calls of <see cref="Run"/>.</summary>
    private const int Checks = 14;

    private const int DefaultIterations = 40_000;
    private const long MemoryBound = 64 * 1024 * 1024;

    /// <summary>No input takes a thousandth of it; whatever takes this long hangs, or would on a larger input.</summary>
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(20);

    /// <summary>How many inputs there are in all.</summary>
    public static int Iterations { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_ITERATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : DefaultIterations;

    /// <summary>Runs a check, which throws where an input breaks a rule. Fails for an input that hangs, and when memory has grown at the end.</summary>
    public static void Run(Gen<string> inputs, Action<string> check)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (count, slowest, started) = (0L, 0L, Stopwatch.GetTimestamp());
        inputs.Sample(
            input =>
            {
                var start = Stopwatch.GetTimestamp();
                check(input);
                var taken = Stopwatch.GetElapsedTime(start);
                Assert.True(taken < s_hang, $"{taken} for one input.");
                Interlocked.Increment(ref count);
                slowest = Math.Max(slowest, taken.Ticks);
            },
            iter: Math.Max(1, (Iterations + Checks - 1) / Checks), threads: 1, print: static input => Convert.ToBase64String(System.Text.Encoding.Unicode.GetBytes(input)) + " = " + input);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{TestContext.Current.TestMethod?.MethodName}: {count} inputs in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s, slowest {slowest / 10_000.0:F1} ms, memory {growth / 1024.0 / 1024:+0.0;-0.0} MiB"));
        Assert.True(growth < MemoryBound, $"Memory has grown by {growth} bytes.");
    }
}
