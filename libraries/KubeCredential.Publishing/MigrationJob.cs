namespace KubeCredential.Publishing;

/// <summary>The job that migrates a workload's database.</summary>
/// <param name="ModeVariable">The variable that tells the image to migrate and then exit.</param>
/// <param name="ModeValue">The value that means so.</param>
/// <param name="Owner">The connection string of the role that owns the schema.</param>
internal sealed record MigrationJob(string ModeVariable, string ModeValue, ConfigurationEntry Owner);
