namespace KubeCredential.Storage.Audit;

/// <summary>Actors of audit entries other than signed-in callers, who appear as <c>key:id (name)</c> or <c>user:subject</c>.</summary>
public static class AuditActor
{
    /// <summary>The service itself.</summary>
    public const string System = "system";

    /// <summary>A caller who is not signed in.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>The holder of the credential, who has opened a personal link.</summary>
    public const string Holder = "holder";
}
