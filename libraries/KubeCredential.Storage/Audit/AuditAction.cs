namespace KubeCredential.Storage.Audit;

/// <summary>What audit entries are about. The texts are stored.</summary>
public static class AuditAction
{
    /// <summary>A credential was issued.</summary>
    public const string Issued = "credential.issued";

    /// <summary>A credential was asked after.</summary>
    public const string Verified = "credential.verified";

    /// <summary>An event was appended to the stream.</summary>
    public const string Published = "event.published";

    /// <summary>An attempt at an event failed; it is made again.</summary>
    public const string Retried = "event.retried";

    /// <summary>An event was neither confirmed nor on its way, and is published again.</summary>
    public const string Republished = "event.republished";

    /// <summary>An event changed the read model.</summary>
    public const string Applied = "event.applied";

    /// <summary>An event was given up.</summary>
    public const string DeadLettered = "event.dead-lettered";

    /// <summary>An operator had a dead letter tried again.</summary>
    public const string Reprocessed = "event.reprocessed";

    /// <summary>An operator took a dead letter away for good.</summary>
    public const string Discarded = "event.discarded";

    /// <summary>Redis had lost data: everything unconfirmed is published again.</summary>
    public const string EpochRenewed = "delivery.epoch-renewed";

    /// <summary>An operator took a consumer group away that nobody runs any more, with its retries and dead letters.</summary>
    public const string GroupRetired = "group.retired";

    /// <summary>An operator stopped delivery on all replicas.</summary>
    public const string CircuitIsolated = "circuit.isolated";

    /// <summary>An operator let delivery go on.</summary>
    public const string CircuitRestored = "circuit.restored";

    /// <summary>An operator asked for the read model to be built anew.</summary>
    public const string RebuildRequested = "rebuild.requested";

    /// <summary>The read model was built anew.</summary>
    public const string RebuildFinished = "rebuild.finished";

    /// <summary>A rebuild was given up.</summary>
    public const string RebuildFailed = "rebuild.failed";

    /// <summary>The oldest verdicts were dropped.</summary>
    public const string VerdictsDropped = "verdicts.dropped";

    /// <summary>An operator made an API key.</summary>
    public const string KeyCreated = "api-key.created";

    /// <summary>An operator made an API key in the place of another.</summary>
    public const string KeyRotated = "api-key.rotated";

    /// <summary>An operator ended an API key.</summary>
    public const string KeyRevoked = "api-key.revoked";

    /// <summary>Somebody signed in, or tried to.</summary>
    public const string SignedIn = "session.started";

    /// <summary>Somebody signed out.</summary>
    public const string SignedOut = "session.ended";

    /// <summary>An operator made a link that signs a browser in once.</summary>
    public const string SignInLinkCreated = "session.link-created";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Issued, Verified, Published, Retried, Republished, Applied, DeadLettered, Reprocessed, Discarded, EpochRenewed, GroupRetired, CircuitIsolated, CircuitRestored,
        RebuildRequested, RebuildFinished, RebuildFailed, VerdictsDropped, KeyCreated, KeyRotated, KeyRevoked, SignedIn, SignedOut, SignInLinkCreated,
    ];

    /// <summary>Those that come with every credential. The others are rare, and have an index of their own.</summary>
    internal static IReadOnlyList<string> Frequent { get; } = [Issued, Verified, Published, Applied];
}
