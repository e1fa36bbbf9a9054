namespace KubeCredential.AppHost;

/// <summary>
/// Names of the resources in the application model. Services find their connection strings and each other by these names, and tests
/// address the resources with them.
/// </summary>
public static class ResourceNames
{
    /// <summary>The application, in the names of what is published.</summary>
    public const string Application = "kubecredential";

    /// <summary>The event bus: a Redis (or Valkey) server.</summary>
    public const string Redis = "redis";

    /// <summary>The PostgreSQL server that holds both databases; absent where they are SQLite files or the user's own.</summary>
    public const string Postgres = "postgres";

    /// <summary>The database of the issuance service.</summary>
    public const string IssuanceDatabase = "issuance-db";

    /// <summary>The database of the verification service.</summary>
    public const string VerificationDatabase = "verification-db";

    /// <summary>The secret of the API key of whoever runs the issuance service, <c>kc_admin_…</c>.</summary>
    public const string IssuanceAdminKey = "issuance-admin-key";

    /// <summary>The secret of the API key of whoever runs the verification service, <c>kc_admin_…</c>.</summary>
    public const string VerificationAdminKey = "verification-admin-key";

    /// <summary>The secret of the API key that the issuance service shows to the verification service, <c>kc_issuance_…</c>.</summary>
    public const string IssuanceServiceKey = "issuance-service-key";

    /// <summary>The secret of the API key that the verification service shows to the issuance service, <c>kc_verification_…</c>.</summary>
    public const string VerificationServiceKey = "verification-service-key";

    /// <summary>The API key of whoever develops on this machine, and the name of the file in the data directory that holds it.</summary>
    public const string DevelopmentKey = "dev-key";

    /// <summary>The service that issues credentials.</summary>
    public const string IssuanceApi = "issuance-api";

    /// <summary>The service that verifies credentials.</summary>
    public const string VerificationApi = "verification-api";

    /// <summary>The web app in which credentials are issued.</summary>
    public const string IssuanceApp = "issuance-app";

    /// <summary>The web app in which credentials are verified.</summary>
    public const string VerificationApp = "verification-app";

    /// <summary>
    /// The networks in which a published system's containers, and what leads to them, have their addresses: RFC 1918 and RFC 4193. Only
    /// what comes from there is believed when it says for whom it asks.
    /// </summary>
    public const string PrivateNetworks = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7";

    /// <summary>The process that migrates the database of a service and then ends.</summary>
    /// <param name="service">The service's name.</param>
    public static string MigrationOf(string service) => $"{service}-migrate";

    /// <summary>The command on both services that puts failed events back to work.</summary>
    public const string ReprocessFailedCommand = "reprocess-failed";

    /// <summary>The command on both services that stops their part of the delivery.</summary>
    public const string OpenCircuitCommand = "open-circuit";

    /// <summary>The command on both services that lets it go on.</summary>
    public const string CloseCircuitCommand = "close-circuit";

    /// <summary>The command on the issuance app that makes a link which signs a browser in once.</summary>
    public const string SignInCommand = "sign-in";

    /// <summary>The command on the verification service that builds the read model anew.</summary>
    public const string RebuildCommand = "rebuild-read-model";
}
