namespace KubeCredential.AppHost;

/// <summary>
/// Names of the resources in the application model. Services find their connection strings and each other by these names, and tests
/// address the resources by them.
/// </summary>
public static class ResourceNames
{
    /// <summary>The application, in the names of what is published.</summary>
    public const string Application = "kubecredential";

    /// <summary>The event bus: a Redis (or Valkey) server.</summary>
    public const string Redis = "redis";

    /// <summary>The PostgreSQL server that holds both databases; absent if they are SQLite files or the user's own.</summary>
    public const string Postgres = "postgres";

    /// <summary>The database of the issuance service.</summary>
    public const string IssuanceDatabase = "issuance-db";

    /// <summary>The database of the verification service.</summary>
    public const string VerificationDatabase = "verification-db";

    /// <summary>The secret of the administration key of the issuance service, <c>kc_admin_…</c>.</summary>
    public const string IssuanceAdminKey = "issuance-admin-key";

    /// <summary>The secret of the administration key of the verification service, <c>kc_admin_…</c>.</summary>
    public const string VerificationAdminKey = "verification-admin-key";

    /// <summary>The secret of the API key that the issuance service presents to the verification service, <c>kc_issuance_…</c>.</summary>
    public const string IssuanceServiceKey = "issuance-service-key";

    /// <summary>The secret of the API key that the verification service presents to the issuance service, <c>kc_verification_…</c>.</summary>
    public const string VerificationServiceKey = "verification-service-key";

    /// <summary>The secret under which the issuance service encrypts its private signing keys.</summary>
    public const string SigningMasterKey = "signing-master-key";

    /// <summary>The secret with which the verification service seals the issuer's public keys in its database.</summary>
    public const string IssuerKeySecret = "issuer-key-secret";

    /// <summary>The secret under which the verification service encrypts the private keys of its reports.</summary>
    public const string ReportKeySecret = "report-key-secret";

    /// <summary>The API key for development on this machine, and the name of its file in the data directory.</summary>
    public const string DevelopmentKey = "dev-key";

    /// <summary>The service that issues credentials.</summary>
    public const string IssuanceApi = "issuance-api";

    /// <summary>The service that verifies credentials.</summary>
    public const string VerificationApi = "verification-api";

    /// <summary>The key of the published Secret that holds the password of the mail server, if it wants one.</summary>
    public const string MailPassword = "mail-password";

    /// <summary>The mail server of development, which delivers nothing and shows what it got.</summary>
    public const string MailCatcher = "mail-catcher";

    /// <summary>The web app in which credentials are issued.</summary>
    public const string IssuanceApp = "issuance-app";

    /// <summary>The web app in which credentials are verified.</summary>
    public const string VerificationApp = "verification-app";

    /// <summary>
    /// The private networks, RFC 1918 and RFC 4193. The containers of a published system and the proxies before them have their addresses
    /// there, so forwarded headers are trusted only from there.
    /// </summary>
    public const string PrivateNetworks = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7";

    /// <summary>The process that migrates the database of a service and then exits.</summary>
    /// <param name="service">The service's name.</param>
    public static string MigrationOf(string service) => $"{service}-migrate";

    /// <summary>The command on both services that reprocesses failed events.</summary>
    public const string ReprocessFailedCommand = "reprocess-failed";

    /// <summary>The command on both services that pauses their part of the delivery.</summary>
    public const string OpenCircuitCommand = "open-circuit";

    /// <summary>The command on both services that resumes it.</summary>
    public const string CloseCircuitCommand = "close-circuit";

    /// <summary>The command on the issuance app that creates a sign-in link, valid once.</summary>
    public const string SignInCommand = "sign-in";

    /// <summary>The command on the verification service that rebuilds the read model.</summary>
    public const string RebuildCommand = "rebuild-read-model";
}
