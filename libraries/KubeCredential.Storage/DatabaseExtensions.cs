using System.Data.Common;
using KubeCredential.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace KubeCredential.Storage;

/// <summary>Registers a service's own database: SQLite or PostgreSQL, depending on the connection string.</summary>
public static class DatabaseExtensions
{
    /// <summary>
    /// The suffix of the name of the owner's connection string.
    /// <list type="table">
    /// <listheader><term>Setting</term><term>Default</term><description>Meaning</description></listheader>
    /// <item><term>ConnectionStrings:issuance-db</term><description>The issuance service's database: <c>Data Source=file.db</c> (SQLite) or <c>Host=…;Database=…;Username=…;Password=…</c> (PostgreSQL 13 or later).</description></item>
    /// <item><term>ConnectionStrings:verification-db</term><description>The verification service's database, likewise.</description></item>
    /// <item><term>ConnectionStrings:issuance-db-owner</term><description>PostgreSQL: the role that owns the schema. Migrations use it and grant the other role its rights. Unset: one role does both.</description></item>
    /// <item><term>ConnectionStrings:verification-db-owner</term><description>The same for the verification service.</description></item>
    /// </list>
    /// </summary>
    private const string OwnerSuffix = "-owner";
    private const string MigrationSetting = "Database:Migration";
    private const int SqliteBusyTimeoutSeconds = 10;
    private static readonly TimeSpan MigrationLimit = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Registers <typeparamref name="TContext"/> over the connection string <paramref name="connectionName"/>, the
    /// <see cref="SqlDialect"/>, the migrations (setting <c>Database:Migration</c>, see <see cref="DatabaseMigrationMode"/>) and the health check <c>database</c>.
    /// </summary>
    /// <typeparam name="TContext">The model that both providers share.</typeparam>
    /// <typeparam name="TSqlite">The model with SQLite's migrations.</typeparam>
    /// <typeparam name="TPostgres">The model with PostgreSQL's migrations.</typeparam>
    /// <param name="builder">The service's builder.</param>
    /// <param name="connectionName">The name of the connection string. If there is one named <c>…-owner</c> too, migrations use that one and grant the other role its rights.</param>
    /// <param name="rights">The rights of the service's role on its tables on PostgreSQL, in addition to <see cref="TableRight.OfEveryService"/>.</param>
    /// <exception cref="InvalidOperationException">The connection string is missing, or the setting is not the name of a mode.</exception>
    public static IHostApplicationBuilder AddServiceDatabase<TContext, TSqlite, TPostgres>(this IHostApplicationBuilder builder, string connectionName, IReadOnlyList<TableRight> rights)
        where TContext : DbContext
        where TSqlite : TContext
        where TPostgres : TContext
    {
        var connectionString = builder.Configuration.GetConnectionString(connectionName)
            ?? throw new InvalidOperationException(
                $"The connection string '{connectionName}' is missing. Set ConnectionStrings__{connectionName} to \"Data Source=file.db\" (SQLite) " +
                "or \"Host=…;Database=…;Username=…;Password=…\" (PostgreSQL), or start the system through KubeCredential.AppHost.");
        if (IsPostgres(connectionString))
        {
            builder.Services.AddSingleton(_ => PostgresDataSource(connectionString));
            builder.Services.AddKeyedSingleton(PostgresPlans.Kept, (_, _) => PostgresDataSource(connectionString, PostgresPlans.Kept));
            builder.Services.AddSingleton<SqlDialect>(static services => new PostgresDialect(
                services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredKeyedService<NpgsqlDataSource>(PostgresPlans.Kept)));
            builder.Services.AddDbContextFactory<TPostgres>((services, options) => options.UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()));
            var role = new ApplicationRole(connectionString, [.. TableRight.OfEveryService, .. rights]);
            builder.Services.AddSingleton(role);
            if (builder.Configuration.GetConnectionString(connectionName + OwnerSuffix) is { Length: > 0 } owner) builder.Services.AddSingleton(new DatabaseOwner(owner, role));
            AddMigration<TPostgres>(builder);
        }
        else
        {
            var complete = SqliteConnectionString(connectionString);
            builder.Services.AddSingleton<SqlDialect>(_ => new SqliteDialect(complete));
            builder.Services.AddDbContextFactory<TSqlite>(options => options.UseSqlite(complete));
            AddMigration<TSqlite>(builder);
        }

        builder.Services.AddSingleton<DatabaseReadiness>();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>("database", timeout: TimeSpan.FromSeconds(3));
        return builder;
    }

    /// <summary>
    /// Migrates the database and does nothing else, if the service is configured to
    /// (<see cref="DatabaseMigrationMode.Only"/>).
    /// </summary>
    /// <returns>The exit code to end with, or null if the service should start.</returns>
    public static async Task<int?> MigrateOnlyAsync(this IHost app)
    {
        if (app.Services.GetRequiredService<DatabaseMigrationMode>() is not DatabaseMigrationMode.Only) return null;
        using var limit = new CancellationTokenSource(MigrationLimit);
        try
        {
            await app.Services.GetRequiredService<IDatabaseMigration>().RunAsync(limit.Token);
            return 0;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return 1;
        }
        finally
        {
            // Flush the log.
            if (app is IAsyncDisposable disposable) await disposable.DisposeAsync();
            else app.Dispose();
        }
    }

    /// <summary>Whether a connection string is for PostgreSQL: it names a host.</summary>
    public static bool IsPostgres(string connectionString)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        return parts.ContainsKey("Host") || parts.ContainsKey("Server");
    }

    /// <summary>A data source with prepared statements and short timeouts, so that an unavailable database is noticed within seconds.</summary>
    /// <param name="connectionString">The connection string, which overrides our defaults.</param>
    /// <param name="plans">When statements are planned.</param>
    public static NpgsqlDataSource PostgresDataSource(string connectionString, PostgresPlans plans = PostgresPlans.MadeAnew)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        void Default(string key, Action set)
        {
            if (!given.ContainsKey(key)) set();
        }

        Default("Timeout", () => settings.Timeout = 3);
        Default("Command Timeout", () => settings.CommandTimeout = 10);
        // A command that took too long has failed, whatever the server says to its being cancelled: a commit that waits for a synchronous standby answers success then, without the standby.
        Default("Cancellation Timeout", () => settings.CancellationTimeout = -1);
        // A connection that waits for a host that is gone is given up after these and the probes that the kernel makes (nine on Linux).
        Default("Tcp Keepalive", () => settings.TcpKeepAlive = true);
        Default("Tcp Keepalive Time", () => settings.TcpKeepAliveTime = 10);
        Default("Tcp Keepalive Interval", () => settings.TcpKeepAliveInterval = 5);
        // Of several hosts, how long one counts as what it was: a standby becomes the primary.
        Default("Host Recheck Seconds", () => settings.HostRecheckSeconds = 1);
        Default("Maximum Pool Size", () => settings.MaxPoolSize = 20);
        Default("Max Auto Prepare", () => settings.MaxAutoPrepare = 64);
        Default("Auto Prepare Min Usages", () => settings.AutoPrepareMinUsages = 2);
        // Our statements leave no state behind in a session, so nothing has to be reset before its next use.
        Default("No Reset On Close", () => settings.NoResetOnClose = true);
        Default("Application Name", () => settings.ApplicationName = WorkerIdentity.Id);
        settings.IncludeErrorDetail = false; // Otherwise exceptions, and with them logs and spans, would contain values of rows.
        // JIT is off for both: compiling a plan that looks expensive takes longer than any of our statements.
        return new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .WithoutDefaultsOfRole(plans == PostgresPlans.Kept
                ? "SET jit = off; SET plan_cache_mode = auto; SET enable_seqscan = off"
                : "SET jit = off; SET plan_cache_mode = force_custom_plan")
            .Build();
    }

    /// <summary>Whether this process only migrates the database and then ends.</summary>
    public static bool IsForMigrationOnly(this IConfiguration configuration) =>
        Enum.TryParse<DatabaseMigrationMode>(configuration[MigrationSetting], ignoreCase: true, out var mode) && mode is DatabaseMigrationMode.Only;

    private static void AddMigration<TContext>(IHostApplicationBuilder builder) where TContext : DbContext
    {
        var mode = DatabaseMigrationMode.AtStart;
        if (builder.Configuration[MigrationSetting] is { Length: > 0 } value && !(Enum.TryParse(value, ignoreCase: true, out mode) && Enum.IsDefined(mode)))
            throw new InvalidOperationException($"The setting {MigrationSetting} is '{value}'; allowed is {string.Join(", ", Enum.GetNames<DatabaseMigrationMode>())}.");
        builder.Services.AddSingleton(typeof(DatabaseMigrationMode), mode);
        builder.Services.AddSingleton<DatabaseMigration<TContext>>();
        builder.Services.AddSingleton<IDatabaseMigration>(services => services.GetRequiredService<DatabaseMigration<TContext>>());
        builder.Services.AddHostedService(services => services.GetRequiredService<DatabaseMigration<TContext>>());
    }

    /// <summary>Adds the timeout for the write lock to a SQLite connection string.</summary>
    public static string SqliteConnectionString(string connectionString) =>
        new SqliteConnectionStringBuilder(connectionString) { DefaultTimeout = SqliteBusyTimeoutSeconds }.ConnectionString;
}
