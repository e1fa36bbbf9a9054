using Microsoft.AspNetCore.Http;

namespace KubeCredential.Security;

/// <summary>How a request without an <c>Authorization</c> header is signed in, for a service with another way of signing in.</summary>
public sealed class BearerSelection
{
    /// <summary>The authentication scheme for a request, or null.</summary>
    public Func<HttpContext, string?> WithoutBearer { get; set; } = static _ => null;
}
