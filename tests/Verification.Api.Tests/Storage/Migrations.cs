using System.Data.Common;
using KubeCredential.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Verification.Api.Storage;

namespace Verification.Api.Tests.Storage;

/// <summary>Migrates databases to the current schema, as the service does when it starts.</summary>
internal static class Migrations
{
    /// <summary>The schema, and the key of the tests' issuer, as if that had been asked for it.</summary>
    public static async Task ApplyAsync(string connectionString, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(); // its web server is never started
        var isPostgres = DatabaseExtensions.IsPostgres(connectionString);
        builder.Configuration["ConnectionStrings:verification-db"] = isPostgres ? ServiceUsers.InPostgres(connectionString, "verification") : connectionString;
        if (isPostgres)
            builder.Configuration["ConnectionStrings:verification-db-owner"] = connectionString;
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddServiceDatabase<VerificationDbContext, SqliteVerificationDbContext, PostgresVerificationDbContext>("verification-db", VerificationRights.All);
        await using var app = builder.Build();
        var migration = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Single(service => service.GetType().Name.StartsWith("DatabaseMigration", StringComparison.Ordinal));
        await migration.StartAsync(cancellationToken);
        await app.Services.GetRequiredService<DatabaseReadiness>().WaitAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        await migration.StopAsync(cancellationToken);
        await TrustAsync(connectionString, isPostgres, cancellationToken);
    }

    private static async Task TrustAsync(string connectionString, bool isPostgres, CancellationToken cancellationToken)
    {
        await using DbConnection connection = isPostgres ? new NpgsqlConnection($"{connectionString};Pooling=false") : new SqliteConnection(DatabaseExtensions.SqliteConnectionString(connectionString));
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = TestIssuer.Trust(
            TestKeys.Environment["Signatures__KeySecret"]!, isPostgres ? "now()" : "0", isPostgres ? static digits => $"'\\x{digits}'" : static digits => $"x'{digits}'");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
