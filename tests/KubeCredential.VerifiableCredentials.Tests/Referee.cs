using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeCredential.TestServers;
using KubeCredential.VerifiableCredentials.JsonLd;

namespace KubeCredential.VerifiableCredentials.Tests;

/// <summary>Other implementations in a Node process, which answers one line of JSON with another. The packages are those of <c>Referees/package-lock.json</c>.</summary>
public sealed class Referee : IAsyncLifetime
{
    private static readonly string s_sources = Path.Combine(RepositoryLayout.Root, "tests", "KubeCredential.VerifiableCredentials.Tests", "Referees");
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turn = new(1);
    private Process? _node;

    public async ValueTask InitializeAsync()
    {
        var home = await InstallAsync();
        var script = Path.Combine(s_sources, "referee.mjs");
        var copy = Path.Combine(home, $"referee-{HashOf(script)}.mjs"); // A module finds its packages beside itself.
        File.Copy(script, copy, overwrite: true);
        _node = Process.Start(new ProcessStartInfo("node", [copy]) { WorkingDirectory = home, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var contexts = new JsonObject();
        foreach (var address in BundledContexts.Addresses) contexts[address] = JsonNode.Parse(BundledContexts.BytesOf(address));
        await AskAsync("contexts", new JsonObject { ["files"] = contexts });
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is { } node)
        {
            node.StandardInput.Close();
            if (!node.WaitForExit(5000)) node.Kill(entireProcessTree: true);
            node.Dispose();
        }

        _turn.Dispose();
    }

    /// <summary>Asks for an operation. An answer with a member <c>failed</c> says that it threw.</summary>
    internal async Task<JsonElement> AskAsync(string operation, JsonObject request)
    {
        request["op"] = operation;
        await _turn.WaitAsync();
        try
        {
            await _node!.StandardInput.WriteLineAsync(request.ToJsonString());
            await _node.StandardInput.FlushAsync();
            var answer = await _node.StandardOutput.ReadLineAsync().WaitAsync(s_limit) ?? throw new InvalidOperationException("The referee has ended.");
            return JsonElement.Parse(answer);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Installs the packages of the lock file, once for each state of it.</summary>
    private static async Task<string> InstallAsync()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var home = Path.Combine(cache, "kubecredential", $"referees-{HashOf(Path.Combine(s_sources, "package-lock.json"))}");
        if (Directory.Exists(home)) return home;
        var work = $"{home}.new-{Environment.ProcessId}";
        Directory.CreateDirectory(work);
        try
        {
            foreach (var name in (string[])["package.json", "package-lock.json"]) File.Copy(Path.Combine(s_sources, name), Path.Combine(work, name));
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-fund", "--no-audit", "--ignore-scripts"]) { WorkingDirectory = work, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
            await npm.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
            if (npm.ExitCode != 0) throw new InvalidOperationException($"npm ci ended with {npm.ExitCode}: {await output}{await errors}");
            if (!Directory.Exists(home)) Directory.Move(work, home);
        }
        finally
        {
            if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        }

        return home;
    }

    private static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))[..12];
}
