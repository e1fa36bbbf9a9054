namespace KubeCredential.Storage.Audit;

/// <summary>The actions of audit entries. The strings are stored.</summary>
public static class AuditAction
{
    /// <summary>A credential was issued.</summary>
    public const string Issued = "credential.issued";

    /// <summary>A credential was suspended.</summary>
    public const string Suspended = "credential.suspended";

    /// <summary>A suspended credential was reinstated.</summary>
    public const string Reinstated = "credential.reinstated";

    /// <summary>A credential was revoked.</summary>
    public const string Revoked = "credential.revoked";

    /// <summary>A credential was replaced or renewed by another one.</summary>
    public const string Superseded = "credential.superseded";

    /// <summary>A credential's content was erased.</summary>
    public const string Erased = "credential.erased";

    /// <summary>A credential was verified.</summary>
    public const string Verified = "credential.verified";

    /// <summary>An event was appended to the stream.</summary>
    public const string Published = "event.published";

    /// <summary>An attempt to process an event failed and will be retried.</summary>
    public const string Retried = "event.retried";

    /// <summary>An event was neither confirmed nor in transit and is published again.</summary>
    public const string Republished = "event.republished";

    /// <summary>An event changed the read model.</summary>
    public const string Applied = "event.applied";

    /// <summary>An event was moved to the dead letters.</summary>
    public const string DeadLettered = "event.dead-lettered";

    /// <summary>An operator had a dead letter reprocessed.</summary>
    public const string Reprocessed = "event.reprocessed";

    /// <summary>An operator discarded a dead letter.</summary>
    public const string Discarded = "event.discarded";

    /// <summary>Redis had lost data; every unconfirmed event is published again.</summary>
    public const string EpochRenewed = "delivery.epoch-renewed";

    /// <summary>An operator retired a consumer group that is no longer in use, with its retries and dead letters.</summary>
    public const string GroupRetired = "group.retired";

    /// <summary>An operator stopped delivery on all replicas.</summary>
    public const string CircuitIsolated = "circuit.isolated";

    /// <summary>An operator resumed delivery.</summary>
    public const string CircuitRestored = "circuit.restored";

    /// <summary>An operator requested a rebuild of the read model.</summary>
    public const string RebuildRequested = "rebuild.requested";

    /// <summary>A rebuild of the read model finished.</summary>
    public const string RebuildFinished = "rebuild.finished";

    /// <summary>A rebuild failed.</summary>
    public const string RebuildFailed = "rebuild.failed";

    /// <summary>The oldest verdicts were removed.</summary>
    public const string VerdictsDropped = "verdicts.dropped";

    /// <summary>A version of a credential type was published.</summary>
    public const string TypePublished = "credential-type.published";

    /// <summary>A credential type was archived.</summary>
    public const string TypeArchived = "credential-type.archived";

    /// <summary>A credential type was taken out of the archive.</summary>
    public const string TypeRestored = "credential-type.restored";

    /// <summary>An operator created an API key.</summary>
    public const string KeyCreated = "api-key.created";

    /// <summary>An operator replaced an API key with a new one.</summary>
    public const string KeyRotated = "api-key.rotated";

    /// <summary>An operator revoked an API key.</summary>
    public const string KeyRevoked = "api-key.revoked";

    /// <summary>Someone signed in, or tried to.</summary>
    public const string SignedIn = "session.started";

    /// <summary>Someone signed out.</summary>
    public const string SignedOut = "session.ended";

    /// <summary>An operator ended someone's session.</summary>
    public const string SessionRevoked = "session.revoked";

    /// <summary>An operator created a single-use sign-in link.</summary>
    public const string SignInLinkCreated = "session.link-created";

    /// <summary>The first signing keys were made.</summary>
    public const string SigningKeysCreated = "signing-key.created";

    /// <summary>An operator retired the active signing key; the upcoming one is active.</summary>
    public const string SigningKeyRotated = "signing-key.rotated";

    /// <summary>An operator declared a signing key compromised.</summary>
    public const string SigningKeyCompromised = "signing-key.compromised";

    /// <summary>Everything that a compromised signing key had signed was signed anew.</summary>
    public const string SigningKeyReplaced = "signing-key.replaced";

    /// <summary>An issuer was registered.</summary>
    public const string IssuerRegistered = "issuer.registered";

    /// <summary>The profile of an issuer was changed.</summary>
    public const string IssuerChanged = "issuer.changed";

    /// <summary>A credential was made in a portable form.</summary>
    public const string Exported = "credential.exported";

    /// <summary>A list of credentials was exported.</summary>
    public const string ListExported = "credentials.exported";

    /// <summary>Someone uploaded a batch.</summary>
    public const string BatchUploaded = "batch.uploaded";

    /// <summary>Someone confirmed a batch: its valid rows are carried out.</summary>
    public const string BatchConfirmed = "batch.confirmed";

    /// <summary>Someone made a batch wait.</summary>
    public const string BatchPaused = "batch.paused";

    /// <summary>Someone let a batch go on.</summary>
    public const string BatchResumed = "batch.resumed";

    /// <summary>Someone cancelled a batch.</summary>
    public const string BatchCancelled = "batch.cancelled";

    /// <summary>Someone invited the holder of a credential to their page.</summary>
    public const string HolderInvited = "holder.invited";

    /// <summary>Someone invited the holders of a batch.</summary>
    public const string BatchInvited = "batch.invited";

    /// <summary>Someone had an invitation sent again.</summary>
    public const string InvitationResent = "holder.invited-again";

    /// <summary>Someone revoked an invitation.</summary>
    public const string InvitationRevoked = "holder.invitation-revoked";

    /// <summary>A holder opened their page.</summary>
    public const string HolderCame = "holder.opened";

    /// <summary>A holder made a link to share a credential.</summary>
    public const string CredentialShared = "holder.shared";

    /// <summary>A holder switched a shared link off.</summary>
    public const string ShareSwitchedOff = "holder.share-switched-off";

    /// <summary>A holder reported a mistake.</summary>
    public const string CorrectionRequested = "holder.correction-requested";

    /// <summary>Someone answered a holder's report of a mistake.</summary>
    public const string CorrectionAnswered = "holder.correction-answered";

    /// <summary>Someone changed the texts of an issuer's messages.</summary>
    public const string MailTextsChanged = "issuer.mail-texts-changed";

    /// <summary>An operator trusted an issuer elsewhere.</summary>
    public const string TrustedIssuerAdded = "trusted-issuer.added";

    /// <summary>An operator changed for what an issuer elsewhere is trusted.</summary>
    public const string TrustedIssuerChanged = "trusted-issuer.changed";

    /// <summary>An operator no longer trusts an issuer elsewhere.</summary>
    public const string TrustedIssuerRemoved = "trusted-issuer.removed";

    /// <summary>All actions.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Issued, Suspended, Reinstated, Revoked, Superseded, Erased, Verified, Published, Retried, Republished, Applied, DeadLettered, Reprocessed, Discarded,
        EpochRenewed, GroupRetired, CircuitIsolated, CircuitRestored, RebuildRequested, RebuildFinished, RebuildFailed, VerdictsDropped, KeyCreated, KeyRotated, KeyRevoked,
        SignedIn, SignedOut, SessionRevoked, SignInLinkCreated, SigningKeysCreated, SigningKeyRotated, SigningKeyCompromised, SigningKeyReplaced, IssuerRegistered, IssuerChanged,
        Exported, ListExported, TypePublished, TypeArchived, TypeRestored, BatchUploaded, BatchConfirmed, BatchPaused, BatchResumed, BatchCancelled,
        HolderInvited, BatchInvited, InvitationResent, InvitationRevoked, HolderCame, CredentialShared, ShareSwitchedOff, CorrectionRequested, CorrectionAnswered, MailTextsChanged, TrustedIssuerAdded, TrustedIssuerChanged, TrustedIssuerRemoved,
    ];

    /// <summary>The actions recorded for every credential. The others are rare and have an index of their own.</summary>
    internal static IReadOnlyList<string> Frequent { get; } = [Issued, Verified, Published, Applied];
}
