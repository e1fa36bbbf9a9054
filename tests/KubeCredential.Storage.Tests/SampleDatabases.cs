using KubeCredential.Storage.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(SampleDatabases))]

namespace KubeCredential.Storage.Tests;

/// <summary>Where tests get their databases.</summary>
public sealed class SampleDatabases : IAsyncLifetime
{
    private const string Name = "sample-db";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private CopiedDatabases? _databases;

    private CopiedDatabases Databases => _databases ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public async ValueTask InitializeAsync() => _databases = await CopiedDatabases.StartAsync(MigrateAsync, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_databases is not null) await _databases.DisposeAsync();
    }

    /// <summary>Brings a database to the schema, as a service does when it starts.</summary>
    public static async Task MigrateAsync(string connectionString, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{Name}", connectionString)]);
        builder.Services.AddLogging(static logging => logging.ClearProviders());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddServiceDatabase<SampleContext, SqliteSample, PostgresSample>(Name, []);
        using var host = builder.Build();
        await host.Services.GetRequiredService<IDatabaseMigration>().RunAsync(cancellationToken).WaitAsync(s_limit, cancellationToken);
    }

    internal async Task<SampleDatabase> CreateEmptyAsync(DatabaseKind kind, CancellationToken cancellationToken) => new(await Databases.CreateEmptyAsync(kind, cancellationToken));

    internal async Task<SampleDatabase> CreateAsync(DatabaseKind kind, CancellationToken cancellationToken) => new(await Databases.CreateMigratedAsync(kind, cancellationToken));
}
