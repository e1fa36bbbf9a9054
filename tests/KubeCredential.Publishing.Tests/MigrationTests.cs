using KubeCredential.TestServers;
using Npgsql;

namespace KubeCredential.Publishing.Tests;

/// <summary>The services' part in a rollout: one process migrates, the others wait for the schema.</summary>
public sealed class MigrationTests
{
    private const string Setting = "Database__Migration";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Of a server just installed nothing but the server is there: no database either.</summary>
    [Theory]
    [InlineData("Issuance.Api", "issuance-db")]
    [InlineData("Verification.Api", "verification-db")]
    public async Task A_service_is_ready_once_the_job_has_made_database_and_schema(string project, string name)
    {
        await using var server = await PostgresServer.StartNewAsync(cancellationToken: Cancel);
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "fresh" }.ConnectionString;
        await using var service = await DotnetService.StartNewAsync(new()
        {
            Project = project,
            ReadyPath = "/alive",
            Environment = Environment(name, connection, "Wait"),
        }, Cancel);
        using var waiting = await service.HttpClient.GetAsync("health", Cancel);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, waiting.StatusCode);

        await using var job = ChildProcess.Start("dotnet", [RepositoryLayout.Dll(project)], environment: Environment(name, connection, "Only"));

        Assert.Equal(0, await job.Exited.WaitAsync(TimeSpan.FromSeconds(60), Cancel));
        await Eventually.TrueAsync(
            async ct =>
            {
                using var health = await service.HttpClient.GetAsync("health", ct);
                return health.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(30), "the schema is there", Cancel);
    }

    [Fact]
    public async Task A_mode_that_does_not_exist_is_refused_by_name()
    {
        await using var service = ChildProcess.Start("dotnet", [RepositoryLayout.Dll("Issuance.Api")], environment: Environment("issuance-db", "Host=127.0.0.1;Port=1", "Never"));

        Assert.NotEqual(0, await service.Exited.WaitAsync(TimeSpan.FromSeconds(60), Cancel));
        Assert.Contains(service.Output, line => line.Contains("The setting Database:Migration is 'Never'; allowed is AtStart, Wait, Only.", StringComparison.Ordinal));
    }

    // The job is told the owner's password, and the service is not.
    private static Dictionary<string, string?> Environment(string name, string connection, string mode) => new()
    {
        [$"ConnectionStrings__{name}"] = ServiceUsers.InPostgres(connection, name[..^"-db".Length]),
        [$"ConnectionStrings__{name}-owner"] = mode == "Only" ? connection : null,
        // Redis is unavailable; neither the migration nor the start needs it.
        ["ConnectionStrings__redis"] = "127.0.0.1:1",
        ["ASPNETCORE_URLS"] = null,
        [Setting] = mode,
    };
}
