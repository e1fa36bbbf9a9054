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

    public async ValueTask InitializeAsync() => _databases = await CopiedDatabases.StartAsync(static (database, token) => MigrateAsync(database, token), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_databases is not null) await _databases.DisposeAsync();
    }

    /// <summary>Brings a database to the schema, as a service does when it starts.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="logged">Is told what is logged.</param>
    public static async Task MigrateAsync(string connectionString, CancellationToken cancellationToken, Action<string>? logged = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{Name}", connectionString)]);
        builder.Services.AddLogging(logging =>
        {
            logging.ClearProviders();
            if (logged is not null) logging.AddProvider(new Listener(logged));
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddServiceDatabase<SampleContext, SqliteSample, PostgresSample>(Name, []);
        using var host = builder.Build();
        await host.Services.GetRequiredService<IDatabaseMigration>().RunAsync(cancellationToken).WaitAsync(s_limit, cancellationToken);
    }

    internal async Task<SampleDatabase> CreateEmptyAsync(DatabaseKind kind, CancellationToken cancellationToken) => new(await Databases.CreateEmptyAsync(kind, cancellationToken));

    internal async Task<SampleDatabase> CreateAsync(DatabaseKind kind, CancellationToken cancellationToken) => new(await Databases.CreateMigratedAsync(kind, cancellationToken));

    private sealed class Listener(Action<string> logged) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => logged(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
