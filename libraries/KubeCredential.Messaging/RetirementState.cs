namespace KubeCredential.Messaging;

/// <summary>How the retirement of a consumer group ends.</summary>
public enum RetirementState
{
    /// <summary>There is no such group, and nothing of one.</summary>
    Unknown,

    /// <summary>A consumer of the group is running: it would make the group again, and lose its retries and dead letters.</summary>
    Running,

    /// <summary>The group is retired, or would be.</summary>
    Retired,
}
