namespace KubeCredential.Storage;

/// <summary>Setting <c>Database:Migration</c>: which process migrates the database to this version's schema.</summary>
/// <value><c>AtStart</c></value>
public enum DatabaseMigrationMode
{
    /// <summary>The service, when it starts; one instance applies the migrations and the others wait.</summary>
    AtStart,

    /// <summary>Another process; the service is ready once that has finished.</summary>
    Wait,

    /// <summary>This process, which then ends, with exit code 0, or 1 if migrating took longer than five minutes.</summary>
    Only,
}
