namespace KubeCredential.Publishing;

/// <summary>
/// Says that a job of its own migrates the database of a workload, as a role of its own. The job runs the workload's image; the workload
/// is never told the role's password.
/// </summary>
/// <param name="ModeVariable">The variable that tells the image to migrate and then exit.</param>
/// <param name="ModeValue">The value that means so.</param>
/// <param name="ConnectionVariable">The variable that holds the connection string of the role that owns the schema.</param>
/// <param name="ConnectionString">That connection string.</param>
public sealed record MigrationAnnotation(string ModeVariable, string ModeValue, string ConnectionVariable, ReferenceExpression ConnectionString) : IResourceAnnotation;
