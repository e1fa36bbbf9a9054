using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace KubeCredential.Security.Tests;

/// <summary>A system of its own for <see cref="ClientTests"/>.</summary>
public sealed class ClientAccess(Databases databases) : AccessSystem(databases, postgres: false);

/// <summary>
/// Clients made from both OpenAPI documents by two generators with nothing in common are compiled, and call every operation of the running
/// services. Each answer must be one that the document tells of, with the content that it describes. The programs of
/// <c>Clients/</c> say what is called.
/// </summary>
public sealed class ClientTests(ClientAccess access) : IClassFixture<ClientAccess>
{
    private const int DeadLetters = 2; // One for each client to take away.

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generated_clients_compile_and_call_every_operation()
    {
        var directory = Directory.CreateTempSubdirectory("kc-clients-").FullName;
        try
        {
            var packages = await InstallAsync();
            foreach (var file in Directory.EnumerateFiles(Sources, "*.ts")) File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
            foreach (var file in (string[])["package.json", "tsconfig.json"]) File.Copy(Path.Combine(Sources, file), Path.Combine(directory, file));
            Directory.CreateSymbolicLink(Path.Combine(directory, "node_modules"), Path.Combine(packages, "node_modules"));
            await Task.WhenAll(GenerateAsync(access.Issuance, "issuance", directory), GenerateAsync(access.Verification, "verification", directory), PrepareAsync());

            await RunAsync(directory, "node", "node_modules/typescript/bin/tsc", "--project", ".");
            var faults = await RunAsync(directory, "node", "out/run.js", TestKeys.All);

            Assert.True(faults.Length == 0, faults);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Sources => Path.Combine(RepositoryLayout.Root, "tests", "KubeCredential.Security.Tests", "Clients");

    private static async Task GenerateAsync(DotnetService service, string name, string directory)
    {
        var file = $"{name}.json";
        await File.WriteAllTextAsync(Path.Combine(directory, file), await service.HttpClient.GetStringAsync(new Uri("openapi/v1.json", UriKind.Relative), Cancel), Cancel);
        await RunAsync(directory, "node", "node_modules/openapi-typescript/bin/cli.js", file, "--output", $"{name}-types.ts");
        await RunAsync(directory, "node", "node_modules/swagger-typescript-api/dist/cli.mjs", "generate", "--path", file, "--output", ".", "--name", $"{char.ToUpperInvariant(name[0])}{name[1..]}Api.ts", "--extract-request-params", "--silent");
    }

    /// <summary>Dead letters at both services, consumer groups that nobody runs, and a verifier that takes nothing in, so that those of the issuer stay.</summary>
    private async Task PrepareAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(access.Redis.ConnectionString);
        var streams = redis.GetDatabase();
        for (var i = 0; i < DeadLetters; i++)
        {
            await streams.StreamCreateConsumerGroupAsync("{credential-events}:stream", $"forgotten-{i}", "0-0", createStream: true);
            await streams.HashSetAsync($"{{credential-events}}:dead-letter:forgotten-{i}:entries", "entry-1-1", "{}");
            await streams.SortedSetAddAsync($"{{credential-events}}:dead-letter:forgotten-{i}", "entry-1-1", 1);
        }

        for (var i = 0; i < DeadLetters; i++)
            await streams.StreamAddAsync("{credential-events}:stream", "event", $$"""{"eventType":"NOT_KNOWN","eventId":"{{Guid.CreateVersion7()}}"}""");
        await Eventually.TrueAsync(async _ => await CountDeadAsync(access.Verification) == DeadLetters, AccessSystem.Limit, "the verifier gives up what it does not know", Cancel);
        Assert.Equal(HttpStatusCode.OK, (await access.Verification.SendAsync("POST", "admin/circuit-breaker", TestKeys.All, new { action = "isolate", reason = "a test" })).Status);
        for (var i = 0; i < DeadLetters; i++)
        {
            var issued = await access.Issuance.SendAsync("POST", "api/v1/credentials/issue", TestKeys.All, new { holderName = $"Holder {i}", credentialType = "Dead", issuerName = "Uni" });
            Assert.Equal(HttpStatusCode.Created, issued.Status);
        }

        var events = (await access.Issuance.GetAsync("api/v1/events", TestKeys.All)).Json.GetProperty("items");
        foreach (var one in events.EnumerateArray())
        {
            await streams.StreamAddAsync("{credential-events}:applied",
            [
                new("eventId", one.GetProperty("eventId").GetString()), new("credentialId", one.GetProperty("credential").GetProperty("id").GetString()), new("version", 1), new("outcome", "dead"),
                new("group", "verification"), new("worker", "test"), new("time", DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture)), new("reason", "a test"),
            ]);
        }

        await Eventually.TrueAsync(async _ => await CountDeadAsync(access.Issuance) == DeadLetters, AccessSystem.Limit, "the issuer hears that they were given up", Cancel);
    }

    private static async Task<int> CountDeadAsync(DotnetService service) => (await service.GetAsync("admin/dead-letters", TestKeys.All)).Json.GetProperty("items").GetArrayLength();

    /// <summary>The packages of the lock file, once for each state of it.</summary>
    private static async Task<string> InstallAsync()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given
            ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var lockFile = Path.Combine(Sources, "package-lock.json");
        var home = Path.Combine(cache, "kubecredential", $"clients-{Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(lockFile, Cancel)))[..12]}");
        if (Directory.Exists(home)) return home;

        var work = $"{home}.new-{Environment.ProcessId}";
        Directory.CreateDirectory(work);
        try
        {
            foreach (var file in (string[])[Path.Combine(Sources, "package.json"), lockFile]) File.Copy(file, Path.Combine(work, Path.GetFileName(file)));
            await RunAsync(work, "npm", "ci", "--no-fund", "--no-audit", "--ignore-scripts");
            if (!Directory.Exists(home)) Directory.Move(work, home);
        }
        finally
        {
            if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        }

        return home;
    }

    private static async Task<string> RunAsync(string directory, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
            await process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(5), Cancel); // It calls some hundred operations beside other tests.
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await errors}");
            return await output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
