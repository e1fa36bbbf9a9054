using Microsoft.AspNetCore.Http;

namespace KubeCredential.Live;

/// <summary>Checks during a long request whether the caller's credentials are still valid.</summary>
public interface IStillSignedIn
{
    /// <summary>Whether the caller of a request is still signed in.</summary>
    Task<bool> IsAsync(HttpContext context, CancellationToken cancellationToken);
}
