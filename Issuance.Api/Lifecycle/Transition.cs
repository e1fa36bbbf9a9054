using System.Globalization;
using Issuance.Api.Credentials;
using KubeCredential.Events;

namespace Issuance.Api.Lifecycle;

/// <summary>What an action would do to a credential: the rules of a credential's life, as a pure function of its status, its last day and the moment.</summary>
/// <param name="Kind">Whether it changes something.</param>
/// <param name="Detail">If it is impossible: why, and what can be done instead.</param>
internal readonly record struct Transition(Transition.Verdict Kind, string? Detail = null)
{
    /// <summary>The possible results.</summary>
    internal enum Verdict
    {
        /// <summary>It changes the credential.</summary>
        Possible,

        /// <summary>It was done before.</summary>
        Done,

        /// <summary>It is not allowed.</summary>
        Impossible,
    }

    private static readonly Transition s_possible = new(Verdict.Possible);
    private static readonly Transition s_done = new(Verdict.Done);

    /// <summary>Decides.</summary>
    /// <param name="current">The credential.</param>
    /// <param name="action">One of <see cref="LifecycleAction"/>.</param>
    /// <param name="now">The moment.</param>
    public static Transition Of(CurrentCredential current, string action, DateTimeOffset now)
    {
        var status = current.Status;
        var hasExpired = current.ExpiryDate < DateOnly.FromDateTime(now.UtcDateTime);
        // Until its successor takes over, a renewed credential is in force, and so it must be possible to revoke it.
        var isInForce = status.State == CredentialState.Active || (status.State == CredentialState.Superseded && status.Since > now);
        return (action, status.State) switch
        {
            (LifecycleAction.Erase, CredentialState.Erased) => s_done,
            (LifecycleAction.Erase, _) => s_possible,
            (_, CredentialState.Erased) => Impossible("It was erased. Issue a new credential instead."),
            (LifecycleAction.Revoke, CredentialState.Revoked) => s_done,
            (LifecycleAction.Suspend, CredentialState.Suspended) => s_done,
            (LifecycleAction.Reinstate, CredentialState.Active) => s_done,
            (LifecycleAction.Revoke, CredentialState.Suspended) => s_possible,
            (LifecycleAction.Revoke, _) when isInForce => s_possible,
            (_, CredentialState.Revoked) => Impossible("It was revoked, which is final. Issue a new credential instead."),
            (_, CredentialState.Superseded) => Impossible($"It was replaced by {status.SupersededBy}. Change that one instead."),
            (LifecycleAction.Suspend or LifecycleAction.Reinstate, _) when hasExpired => Impossible(string.Create(
                CultureInfo.InvariantCulture, $"It expired on {current.ExpiryDate:yyyy-MM-dd}. Renew it, or revoke it.")),
            (LifecycleAction.Replace or LifecycleAction.Renew, CredentialState.Suspended) => Impossible("It is suspended. Reinstate it first, or revoke it and issue a new one."),
            (LifecycleAction.Suspend or LifecycleAction.Replace or LifecycleAction.Renew, CredentialState.Active) => s_possible,
            (LifecycleAction.Reinstate, CredentialState.Suspended) => s_possible,
            _ => Impossible("This version does not know the credential's state."),
        };
    }

    private static Transition Impossible(string detail) => new(Verdict.Impossible, detail);
}
