namespace KubeCredential.Messaging;

/// <summary>The result of retiring a consumer group.</summary>
public enum RetirementState
{
    /// <summary>Neither the group nor anything of it exists.</summary>
    Unknown,

    /// <summary>A consumer of the group is running: it would create the group again, and its retries and dead letters would be lost.</summary>
    Running,

    /// <summary>The group is retired, or would be.</summary>
    Retired,
}
