using KubeCredential.Live;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Problems;

namespace Issuance.Api.Console;

/// <summary>Checks, for the caller of a long-running request, whether the session, key or token that it was sent with is still valid.</summary>
internal sealed class StillSignedIn(SessionStore sessions, KeyCheck keys, TimeProvider time) : IStillSignedIn
{
    /// <summary>Whether the caller is still signed in. While the database is unavailable no one can be signed out, and there are no changes to report either.</summary>
    public async Task<bool> IsAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var caller = context.User;
        if (time.GetUtcNow() >= caller.EndsAt()) return false;
        try
        {
            return (caller.SessionId() is not { } session || await sessions.FindAsync(session, cancellationToken) is not null)
                && await keys.GoesOnAsync(caller, context, cancellationToken);
        }
        catch (Exception error) when (error.IsDatabaseUnavailable() && !cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }
}
