using KubeCredential.Events;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Lifecycle;

/// <summary>What can be done to a credential, by its name in the API.</summary>
internal static class LifecycleAction
{
    public const string Suspend = "suspend";
    public const string Reinstate = "reinstate";
    public const string Revoke = "revoke";
    public const string Replace = "replace";
    public const string Renew = "renew";
    public const string Erase = "erase";

    /// <summary>Those that can be done to many credentials in one call.</summary>
    public static IReadOnlyList<string> OfMany { get; } = [Suspend, Reinstate, Revoke, Renew];

    /// <summary>The type of the event, and the action of the audit entry.</summary>
    public static (string EventType, string AuditAction) NamesOf(string action) => action switch
    {
        Suspend => (EventTypes.CredentialSuspended, AuditAction.Suspended),
        Reinstate => (EventTypes.CredentialReinstated, AuditAction.Reinstated),
        Revoke => (EventTypes.CredentialRevoked, AuditAction.Revoked),
        Replace or Renew => (EventTypes.CredentialSuperseded, AuditAction.Superseded),
        Erase => (EventTypes.CredentialErased, AuditAction.Erased),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "No such action."),
    };
}
