namespace KubeCredential.Storage;

/// <summary>What brings the service's database to the schema of this version.</summary>
internal interface IDatabaseMigration
{
    /// <summary>Ends when the database has the schema. Failures are logged and tried again.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before.</exception>
    Task RunAsync(CancellationToken cancellationToken);
}
