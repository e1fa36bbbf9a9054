using System.Diagnostics;
using System.Globalization;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>
/// Measures how long each service takes from its start until it is ready, published as for its image (compiled ahead for the processor), beside the
/// same publication that is compiled while it starts. The database has its tables already.
/// </summary>
internal static class Starting
{
    private const int StartsARound = 3;
    private static readonly (string Name, string Project)[] s_services = [("issuance", "Issuance.Api"), ("verification", "Verification.Api")];

    public static async Task RunAsync(Report report, int rounds, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("kc-image-").FullName;
        try
        {
            foreach (var (_, project) in s_services)
            {
                foreach (var isAhead in (bool[])[true, false]) await PublishAsync(project, FolderOf(folder, project, isAhead), isAhead, cancellationToken);
            }

            await using var postgres = await PostgresServer.StartNewAsync(new PostgresServerOptions(), cancellationToken);
            await using var redis = await RedisServer.StartNewAsync(new RedisServerOptions { AppendOnly = AppendOnly.EverySecond }, cancellationToken);
            var rows = new List<string[]>();
            foreach (var (name, project) in s_services)
            {
                var environment = new Dictionary<string, string?>
                {
                    ["ConnectionStrings__redis"] = redis.ConnectionString,
                    [$"ConnectionStrings__{name}-db"] = await postgres.CreateDatabaseAsync(name, cancellationToken),
                    ["ASPNETCORE_ENVIRONMENT"] = "Production",
                };
                var (ahead, plain) = (new List<double>(), new List<double>());
                await StartAsync(FolderOf(folder, project, isAhead: true), environment, cancellationToken); // Makes the tables.
                for (var i = 0; i < rounds * StartsARound; i++)
                {
                    ahead.Add(await StartAsync(FolderOf(folder, project, isAhead: true), environment, cancellationToken));
                    plain.Add(await StartAsync(FolderOf(folder, project, isAhead: false), environment, cancellationToken));
                }

                rows.Add([project, Sample.Text(ahead), Sample.Text(plain), Sample.Ratio(ahead, plain).ToString("0.00", CultureInfo.InvariantCulture)]);
            }

            report.Section(
                "Starting a service as in its image",
                string.Create(CultureInfo.InvariantCulture, $"Milliseconds from the start of the process until `/health` answers 200; {rounds * StartsARound} starts of each by turns, after one that made the tables; median (least to most)."));
            report.Table(["service", "#as in the image", "#compiled while it starts", "#ratio"], rows);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string FolderOf(string folder, string project, bool isAhead) => Path.Combine(folder, isAhead ? "ahead" : "plain", project);

    /// <summary>Publishes a service with the options of the Dockerfile, into the folder in which <see cref="DotnetService"/> looks for a build.</summary>
    private static async Task PublishAsync(string project, string folder, bool isAhead, CancellationToken cancellationToken)
    {
        using var publish = Process.Start(new ProcessStartInfo("dotnet",
        [
            "publish", project, "--configuration", "Release", "--use-current-runtime", "--no-self-contained", "--nologo", "--verbosity", "quiet",
            "-p:UseAppHost=false", $"-p:PublishReadyToRun={isAhead}", "-p:DebugType=none", "-p:NuGetAudit=false", "--output", RepositoryLayout.BuildFolder(folder),
        ])
        { WorkingDirectory = RepositoryLayout.Root })!;
        await publish.WaitForExitAsync(cancellationToken);
        if (publish.ExitCode != 0) throw new InvalidOperationException($"{project} could not be published.");
    }

    private static async Task<double> StartAsync(string folder, Dictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await using var service = await DotnetService.StartNewAsync(
            new DotnetServiceOptions { Project = folder, Environment = environment, Arguments = ["--contentRoot", RepositoryLayout.BuildFolder(folder)] }, cancellationToken);
        var taken = Stopwatch.GetElapsedTime(began);
        await service.StopAsync(cancellationToken);
        return taken.TotalMilliseconds;
    }
}
