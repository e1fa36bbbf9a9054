using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KubeCredential.Storage;

/// <summary>Healthy when the database answers and has the schema of this version.</summary>
internal sealed class DatabaseHealthCheck(SqlDialect dialect, DatabaseReadiness readiness) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (!readiness.IsReady) return HealthCheckResult.Unhealthy("The database is being prepared or cannot be reached.");
        try
        {
            await using var connection = await dialect.OpenAsync(cancellationToken);
            await using var command = connection.Command(dialect.IsSqlite ? "SELECT 1" : SessionDefaults.OfRole.Replace("@role", "session_user", StringComparison.Ordinal));
            if (await command.ExecuteScalarAsync(cancellationToken) is string[] { Length: > 0 } changed)
                return HealthCheckResult.Degraded($"The service's role has defaults of its own ({string.Join(", ", changed)}), which only the role itself or an administrator can have set. Find out who set them; a migration removes them.");
            return HealthCheckResult.Healthy(dialect.IsSqlite ? "SQLite answers." : "PostgreSQL answers.");
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Only the type of the error: its message may contain addresses and user names, and this document is public.
            return HealthCheckResult.Unhealthy($"The database does not answer ({error.GetType().Name}).", error);
        }
    }
}
