namespace KubeCredential.Security;

/// <summary>The rule for the address of an OpenID Connect provider.</summary>
public static class AuthenticationAddresses
{
    /// <summary>Refuses a provider whose keys could be altered in transit.</summary>
    /// <param name="authority">Its address.</param>
    /// <param name="setting">The name of the setting.</param>
    /// <exception cref="InvalidOperationException">The address is neither https nor on this machine.</exception>
    public static void RequireSafe(string authority, string setting)
    {
        if (!(Uri.TryCreate(authority, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))))
            throw new InvalidOperationException($"The setting {setting} must be an https address; http is allowed only on this machine.");
    }
}
