using KubeCredential.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Verification.Api.Storage;

namespace Verification.Api.Tests.Storage;

/// <summary>Migrates databases to the current schema, as the service does when it starts.</summary>
internal static class Migrations
{
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
    }
}
