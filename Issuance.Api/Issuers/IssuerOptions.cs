namespace Issuance.Api.Issuers;

/// <summary>Who may issue. Configuration section <c>Issuers</c>.</summary>
internal sealed class IssuerOptions
{
    /// <summary>
    /// Whether an issuer is registered by its first credential. If not, a credential of an issuer that is not registered is refused. If left out: only where the environment is Development.
    /// </summary>
    public bool? RegisterOnFirstUse { get; set; }

    /// <summary>
    /// The address at which everybody reaches <c>/issuers/{slug}/did.json</c>, such as <c>https://credentials.example.org</c>: HTTPS, except on this machine. The issuers' DIDs
    /// are made of it, so that it should never change. Without it, issuers have no DID.
    /// </summary>
    public Uri? PublicAddress { get; set; }
}
