using System.Text.Json;
using KubeCredential.AppHost.Infrastructure;
using KubeCredential.AppHost.Setup;
using KubeCredential.Publishing.Vite;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.AppHost.Tests;

/// <summary>The effect of the settings on the application model, without starting the application.</summary>
public sealed class SetupTests : IDisposable
{
    private readonly TemporaryData _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("The setting Infrastructure is 'cloud'; allowed is 'containers' or 'local'.", "Infrastructure=cloud")]
    [InlineData("The setting Infrastructure is '1'; allowed is 'containers' or 'local'.", "Infrastructure=1")]
    [InlineData("The setting Database is 'mysql'; allowed is 'sqlite' or 'postgres'.", "Database=mysql")]
    [InlineData("The setting IssuanceReplicas is '0'; allowed is a whole number from 1 to 32.", "IssuanceReplicas=0")]
    [InlineData("The setting IssuanceReplicas is '33'; allowed is a whole number from 1 to 32.", "IssuanceReplicas=33")]
    [InlineData("The setting VerificationReplicas is 'x'; allowed is a whole number from 1 to 32.", "VerificationReplicas=x")]
    [InlineData("The setting VerificationReplicas is '-1'; allowed is a whole number from 1 to 32.", "VerificationReplicas=-1")]
    [InlineData("The setting Frontends is 'maybe'; allowed is 'true' or 'false'.", "Frontends=maybe")]
    [InlineData("The setting Ports:Redis is '65536'; allowed is a whole number from 0 to 65535.", "Ports:Redis=65536")]
    [InlineData("The setting Ports:IssuanceApi is 'http'; allowed is a whole number from 0 to 65535.", "Ports:IssuanceApi=http")]
    public async Task A_setting_that_makes_no_sense_is_refused_by_name(string message, params string[] settings)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => BuildAsync(["Infrastructure=local", _data.Setting, .. settings]));
        Assert.Equal(message, Assert.IsType<SetupException>(error.GetBaseException()).Message);
    }

    [Theory]
    [InlineData("out", "/home/ada", "/src/AppHost", "/tmp", "/home/ada/out")] // The program itself was started there.
    [InlineData("out", "/src/AppHost", "/src/AppHost/", "/tmp", "/tmp/out")] // dotnet run changed to the project's directory.
    [InlineData("./a/../out", "/src/AppHost", "/src/AppHost", "/tmp", "/tmp/out")]
    [InlineData("/abs/out", "/src/AppHost", "/src/AppHost", null, "/abs/out")]
    [InlineData("out", "/src/AppHost", null, "/tmp", "/src/AppHost/out")]
    public void A_relative_output_path_begins_where_the_command_was_typed(string given, string current, string? project, string? shell, string expected)
    {
        Assert.Equal(["--operation", "publish", "--output-path", expected], OutputPath.MadeAbsolute(["--operation", "publish", "--output-path", given], current, project, shell));
        Assert.Equal([$"--output-path={expected}"], OutputPath.MadeAbsolute([$"--output-path={given}"], current, project, shell));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("relative")]
    [InlineData("/there/is/no/such/directory")]
    public void A_relative_output_path_from_nowhere_is_refused(string? shell)
    {
        var error = Assert.Throws<SetupException>(() => OutputPath.MadeAbsolute(["--output-path", "out"], "/src/AppHost", "/src/AppHost", shell));

        Assert.Contains("Give the full path", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "Mail:Host=smtp.example.org")] // A mail server of one's own is not replaced.
    [InlineData(true, "Mail:Host=smtp.example.org", "MailCatcher=true")]
    [InlineData(false, "MailCatcher=false")]
    public async Task Mail_is_caught_unless_there_is_a_server_for_it(bool isCaught, params string[] settings)
    {
        await using var builder = await BuildAsync(["Infrastructure=local", _data.Setting, .. settings]);
        Assert.Equal(isCaught, builder.Resources.Any(static resource => resource.Name == ResourceNames.MailCatcher));
    }

    [Fact]
    public async Task One_process_listens_on_its_port_itself_and_several_are_behind_the_proxy()
    {
        await using var builder = await BuildAsync([.. WithFixedPorts(), "Ports:IssuanceApi=23451", "Ports:VerificationApi=23452", "VerificationReplicas=2"]);

        Assert.False(EndpointOf(ResourceNames.IssuanceApi).IsProxied);
        Assert.True(EndpointOf(ResourceNames.VerificationApi).IsProxied);

        EndpointAnnotation EndpointOf(string name) => Assert.Single(Resource(builder, name).Annotations.OfType<EndpointAnnotation>());
    }

    [Fact]
    public async Task A_port_set_twice_is_refused()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => BuildAsync([.. WithFixedPorts(), "Ports:IssuanceApi=23456", "Ports:Redis=23456"]));

        Assert.Equal("Port 23456 is set for issuance-api (Ports:IssuanceApi) and redis (Ports:Redis).", Assert.IsType<SetupException>(error.GetBaseException()).Message);
    }

    [Fact]
    public async Task A_port_in_use_is_refused_with_the_setting_that_moves_it()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;

        var error = await Assert.ThrowsAnyAsync<Exception>(() => BuildAsync([.. WithFixedPorts(), $"Ports:Redis={port}"]));

        var message = Assert.IsType<SetupException>(error.GetBaseException()).Message;
        Assert.StartsWith($"Port {port}, wanted for redis, is in use. Stop the program that listens there, or choose another port: Ports:Redis=", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_in_use_by_another_run_is_refused()
    {
        await using var inUse = new FileStream(Path.Combine(_data.Path, ".lock"), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await using var builder = await BuildAsync(["Infrastructure=local", "Frontends=false", _data.Setting]);
        await using var app = await builder.BuildAsync(Cancel);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => app.StartAsync(Cancel));

        Assert.StartsWith($"The data in {_data.Path} is in use", Assert.IsType<SetupException>(error.GetBaseException()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Local_infrastructure_is_processes_and_files()
    {
        await using var builder = await BuildAsync(["Infrastructure=local", _data.Setting]);

        Assert.IsType<LocalRedisResource>(Resource(builder, ResourceNames.Redis));
        Assert.Equal($"Data Source={Path.Combine(_data.Path, "issuance.db")}", await ConnectionStringAsync(builder, ResourceNames.IssuanceDatabase));
        Assert.Equal($"Data Source={Path.Combine(_data.Path, "verification.db")}", await ConnectionStringAsync(builder, ResourceNames.VerificationDatabase));
        Assert.DoesNotContain(builder.Resources, resource => resource is ContainerResource || resource.Name == ResourceNames.Postgres);
        Assert.IsType<ViteAppResource>(Resource(builder, ResourceNames.IssuanceApp));
        Assert.IsType<ViteAppResource>(Resource(builder, ResourceNames.VerificationApp));
    }

    [Fact]
    public async Task Container_infrastructure_is_one_redis_and_one_server_with_both_databases()
    {
        await using var builder = await BuildAsync(["Infrastructure=containers", "Frontends=false", _data.Setting]);

        Assert.IsType<RedisResource>(Resource(builder, ResourceNames.Redis));
        var server = Assert.IsType<PostgresServerResource>(Resource(builder, ResourceNames.Postgres));
        Assert.Equal([ResourceNames.IssuanceDatabase, ResourceNames.VerificationDatabase], server.Databases.Keys.Order());
        Assert.DoesNotContain(builder.Resources, resource => resource is ViteAppResource);
    }

    [Fact]
    public async Task Given_connection_strings_replace_the_servers()
    {
        var given = new Dictionary<string, string>
        {
            [ResourceNames.Redis] = "redis.example:6380,ssl=true",
            [ResourceNames.IssuanceDatabase] = "Host=db.example;Database=one",
            [ResourceNames.VerificationDatabase] = "Host=db.example;Database=two",
        };
        await using var builder = await BuildAsync(["Database=postgres", "Frontends=false", .. given.Select(one => $"ConnectionStrings:{one.Key}={one.Value}")]);

        foreach (var (name, connectionString) in given) Assert.Equal(connectionString, await ConnectionStringAsync(builder, name));
        Assert.DoesNotContain(builder.Resources, resource => resource is ContainerResource or LocalRedisResource or LocalPostgresServerResource);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data.Path));
    }

    [Fact]
    public async Task One_given_connection_string_replaces_one_database()
    {
        await using var builder = await BuildAsync(["Infrastructure=local", "Frontends=false", _data.Setting, "ConnectionStrings:issuance-db=Host=db.example;Database=one"]);

        Assert.Equal("Host=db.example;Database=one", await ConnectionStringAsync(builder, ResourceNames.IssuanceDatabase));
        Assert.Equal($"Data Source={Path.Combine(_data.Path, "verification.db")}", await ConnectionStringAsync(builder, ResourceNames.VerificationDatabase));
        Assert.IsType<LocalRedisResource>(Resource(builder, ResourceNames.Redis));
    }

    [Fact]
    public async Task Publishing_means_containers_whatever_is_set()
    {
        var manifestFile = Path.Combine(_data.Path, "manifest.json");
        await using var builder = await BuildAsync(["--operation", "publish", "--publisher", "manifest", "--output-path", manifestFile,
            "--Infrastructure=local", "--ConnectionStrings:redis=elsewhere:6379"]);
        await using var app = await builder.BuildAsync(Cancel);
        await app.RunAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(manifestFile, Cancel));
        var resources = manifest.RootElement.GetProperty("resources");
        Assert.StartsWith("project.", TypeOf(ResourceNames.IssuanceApi), StringComparison.Ordinal);
        Assert.StartsWith("project.", TypeOf(ResourceNames.VerificationApi), StringComparison.Ordinal);
        Assert.StartsWith("container.", TypeOf(ResourceNames.Redis), StringComparison.Ordinal);
        Assert.StartsWith("container.", TypeOf(ResourceNames.Postgres), StringComparison.Ordinal);
        Assert.StartsWith("container.", TypeOf(ResourceNames.IssuanceApp), StringComparison.Ordinal);
        Assert.StartsWith("container.", TypeOf(ResourceNames.VerificationApp), StringComparison.Ordinal);
        Assert.StartsWith("{postgres.connectionString}", resources.GetProperty(ResourceNames.IssuanceDatabase).GetProperty("connectionString").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("{postgres.connectionString}", resources.GetProperty(ResourceNames.VerificationDatabase).GetProperty("connectionString").GetString(), StringComparison.Ordinal);
        Assert.EndsWith(",user=verification,password={redis-verification-password.value}",
            resources.GetProperty(ResourceNames.VerificationApi).GetProperty("env").GetProperty("ConnectionStrings__redis").GetString(), StringComparison.Ordinal);

        string TypeOf(string name) => resources.GetProperty(name).GetProperty("type").GetString()!;
    }

    public void Dispose() => _data.Dispose();

    private static Task<IDistributedApplicationTestingBuilder> BuildAsync(string[] settings) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.KubeCredential_AppHost>(settings, Cancel);

    /// <summary>Settings under which ports are used as configured, with none configured.</summary>
    private string[] WithFixedPorts() =>
    [
        "Infrastructure=local", _data.Setting, "DcpPublisher:RandomizePorts=false",
        .. Array.ConvertAll(["IssuanceApi", "VerificationApi", "IssuanceApp", "VerificationApp", "Redis", "Mail", "Smtp", "Dashboard", "Otlp", "OtlpHttp"], name => $"Ports:{name}=0"),
    ];

    private static IResource Resource(IDistributedApplicationBuilder builder, string name) => builder.Resources.Single(resource => resource.Name == name);

    private static async Task<string?> ConnectionStringAsync(IDistributedApplicationBuilder builder, string name) =>
        await Assert.IsType<IResourceWithConnectionString>(Resource(builder, name), exactMatch: false).GetConnectionStringAsync(Cancel);
}
