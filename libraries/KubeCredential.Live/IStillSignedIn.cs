using Microsoft.AspNetCore.Http;

namespace KubeCredential.Live;

/// <summary>Tells of a caller whose request goes on for long whether what they signed in with is still good.</summary>
public interface IStillSignedIn
{
    /// <summary>Whether the caller of a request is still signed in.</summary>
    Task<bool> IsAsync(HttpContext context, CancellationToken cancellationToken);
}
