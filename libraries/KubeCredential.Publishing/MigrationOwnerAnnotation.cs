namespace KubeCredential.Publishing;

/// <summary>The role by which the job that migrates a service's database connects. The service itself is not told.</summary>
/// <param name="Variable">The variable that holds the connection string.</param>
/// <param name="ConnectionString">The connection string.</param>
public sealed record MigrationOwnerAnnotation(string Variable, ReferenceExpression ConnectionString) : IResourceAnnotation;
