using System.Security.Claims;
using KubeCredential.ServiceDefaults.Problems;
using KubeCredential.ServiceDefaults.Security;

namespace Issuance.Api.Sessions;

/// <summary>Tells of a caller whose request goes on for long whether the session and the key that it came with are still good.</summary>
internal sealed class StillSignedIn(SessionStore sessions, KeyCheck keys)
{
    /// <summary>Whether the caller is still signed in. While the database is away nobody can have been signed out, and there is nothing to be told either.</summary>
    public async Task<bool> IsAsync(ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        try
        {
            return (caller.SessionId() is not { } session || await sessions.FindAsync(session, cancellationToken) is not null)
                && (caller.KeyId() is not { } key || await keys.IsValidAsync(key, cancellationToken));
        }
        catch (Exception error) when (error.IsDatabaseUnavailable() && !cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }
}
