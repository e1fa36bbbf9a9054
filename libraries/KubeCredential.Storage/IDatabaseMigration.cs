namespace KubeCredential.Storage;

/// <summary>Migrates the service's database to the schema of this version.</summary>
internal interface IDatabaseMigration
{
    /// <summary>Completes when the database has the schema. Failures are logged and retried.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled first.</exception>
    Task RunAsync(CancellationToken cancellationToken);
}
