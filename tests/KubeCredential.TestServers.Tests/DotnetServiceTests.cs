using System.Net.Http.Json;

namespace KubeCredential.TestServers.Tests;

public sealed class DotnetServiceTests
{
    private const string SampleService = "tests/KubeCredential.TestServers.SampleService";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_is_its_own_process_with_the_environment_it_was_given()
    {
        await using var service = await DotnetService.StartNewAsync(
            new DotnetServiceOptions
            {
                Project = SampleService,
                Environment = new Dictionary<string, string?> { ["Greeting"] = "grüß dich", ["ASPNETCORE_URLS"] = "http://127.0.0.1:1" },
            },
            Token);

        Assert.Equal("grüß dich", await service.HttpClient.GetStringAsync("greeting", Token));
        Assert.Equal(service.ProcessId, await service.HttpClient.GetFromJsonAsync<int>("process-id", Token));
        Assert.Contains(service.Output, line => line.Contains($"Now listening on: {service.Url}".TrimEnd('/'), StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_stops_with_its_exit_code_and_starts_again_at_the_same_address_also_after_a_kill()
    {
        await using var service = await DotnetService.StartNewAsync(new DotnetServiceOptions { Project = SampleService }, Token);
        var (url, first) = (service.Url, service.ProcessId);

        Assert.Equal(0, await service.StopAsync(Token));
        Assert.False(service.IsRunning);
        await Assert.ThrowsAsync<HttpRequestException>(() => service.HttpClient.GetAsync("health", Token));
        await service.StartAsync(Token);
        Assert.Equal(url, service.Url);
        Assert.NotEqual(first, service.ProcessId);

        await service.KillAsync(Token);
        Assert.Equal(128 + 9, await service.Exited);
        await service.StartAsync(Token);
        Assert.Equal("ready", await service.HttpClient.GetStringAsync("health", Token));

        await service.PauseAsync(Token);
        using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.HttpClient.GetAsync("health", impatient.Token));
        await service.ResumeAsync(Token);
    }

    [Fact]
    public async Task A_service_that_is_not_ready_in_time_or_not_built_is_an_error_that_says_so()
    {
        var exception = await Assert.ThrowsAsync<ServerStartException>(() => DotnetService.StartNewAsync(
            new DotnetServiceOptions { Project = SampleService, ReadyPath = "/not-there", StartLimit = TimeSpan.FromSeconds(4) }, Token));
        Assert.Contains("/not-there", exception.Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<FileNotFoundException>(
            () => DotnetService.StartNewAsync(new DotnetServiceOptions { Project = "No.Such.Service" }, Token));
    }

    [Fact]
    public async Task Servers_end_with_the_process_that_started_them_even_when_it_is_killed_and_they_hang()
    {
        var directory = Directory.CreateTempSubdirectory("kubecredential-killed-");
        File.SetUnixFileMode(directory.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        try
        {
            await using var service = await DotnetService.StartNewAsync(
                new DotnetServiceOptions
                {
                    Project = SampleService,
                    Environment = new Dictionary<string, string?> { ["TMPDIR"] = directory.FullName },
                },
                Token);
            var redis = await PostAsync(service, "redis");
            var postmaster = await PostAsync(service, "paused-postgres");
            int[] servers = [redis, postmaster, .. await UnixProcesses.ChildrenAsync(postmaster, Token)];
            Assert.All(servers, server => Assert.True(UnixProcesses.IsAlive(server)));
            Assert.True(servers.Length > 3);

            await service.KillAsync(Token);

            await Eventually.EqualAsync(
                0, _ => Task.FromResult(servers.Count(UnixProcesses.IsAlive)), s_limit, "no server outlives its parent", Token);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<int> PostAsync(DotnetService service, string path)
    {
        using var response = await service.HttpClient.PostAsync(new Uri(path, UriKind.Relative), null, Token);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<int>(Token);
    }
}
