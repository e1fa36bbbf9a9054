using KubeCredential.Live;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Problems;

namespace Issuance.Api.Console;

/// <summary>Tells of a caller whose request goes on for long whether the session, key or token that it came with is still good.</summary>
internal sealed class StillSignedIn(SessionStore sessions, KeyCheck keys, TimeProvider time) : IStillSignedIn
{
    /// <summary>Whether the caller is still signed in. While the database is away nobody can have been signed out, and there is nothing to be told either.</summary>
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
