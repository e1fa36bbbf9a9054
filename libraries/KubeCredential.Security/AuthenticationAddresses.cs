namespace KubeCredential.Security;

/// <summary>Where an OpenID Connect provider may be.</summary>
public static class AuthenticationAddresses
{
    /// <summary>Refuses a provider whose keys could be changed on their way.</summary>
    /// <param name="authority">Its address.</param>
    /// <param name="setting">The setting that names it.</param>
    /// <exception cref="InvalidOperationException">It is neither https nor on this machine.</exception>
    public static void RequireSafe(string authority, string setting)
    {
        if (!(Uri.TryCreate(authority, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))))
            throw new InvalidOperationException($"The setting {setting} must be an https address; http is possible on this machine only.");
    }
}
