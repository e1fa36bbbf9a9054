namespace KubeCredential.Storage.Audit;

/// <summary>Who caused what an audit entry tells of, where it is nobody who signed in: those are <c>key:id (name)</c> or <c>user:subject</c>.</summary>
public static class AuditActor
{
    /// <summary>The service itself.</summary>
    public const string System = "system";

    /// <summary>A caller who did not say who they are.</summary>
    public const string Anonymous = "anonymous";
}
