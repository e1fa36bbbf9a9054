namespace KubeCredential.ServiceDefaults.Audit;

/// <summary>Who caused what an audit entry tells of.</summary>
public static class AuditActor
{
    /// <summary>The service itself.</summary>
    public const string System = "system";

    /// <summary>A caller who did not say who they are.</summary>
    public const string Anonymous = "anonymous";
}
