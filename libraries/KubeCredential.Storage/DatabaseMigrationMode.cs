namespace KubeCredential.Storage;

/// <summary>Setting <c>Database:Migration</c>: who brings the database to this version's schema.</summary>
/// <value><c>AtStart</c></value>
public enum DatabaseMigrationMode
{
    /// <summary>The service does when it starts; one instance applies the migrations and the others wait.</summary>
    AtStart,

    /// <summary>Another process does; the service is ready once that is done.</summary>
    Wait,

    /// <summary>This process does and then ends, with exit code 0, or 1 if it could not within five minutes.</summary>
    Only,
}
