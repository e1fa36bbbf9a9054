using System.Diagnostics;

namespace KubeCredential.Papers.Tests;

/// <summary>Programs of others that read what the library makes. ./test.sh installs them.</summary>
internal static class Tool
{
    /// <summary>Runs a program over a file; it must succeed.</summary>
    /// <param name="file">The content of the file.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments; <c>FILE</c> stands for the file, and <c>OUT</c> for a file that the program writes.</param>
    /// <returns>What it has printed, and what it has written.</returns>
    public static async Task<(string Text, byte[] Written)> RunAsync(byte[] file, string program, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("kc-papers-");
        try
        {
            var (input, output) = (Path.Combine(folder.FullName, "file"), Path.Combine(folder.FullName, "out"));
            await File.WriteAllBytesAsync(input, file, TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo(program, arguments.Select(one => one.Replace("FILE", input, StringComparison.Ordinal).Replace("OUT", output, StringComparison.Ordinal)))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = System.Text.Encoding.UTF8,
            };
            using var process = Process.Start(start)!;
            var (text, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, $"{program}: {await text}{await errors}");
            var written = folder.GetFiles("out*").FirstOrDefault();
            return (await text, written is null ? [] : await File.ReadAllBytesAsync(written.FullName, TestContext.Current.CancellationToken));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
