namespace Issuance.Api.Credentials;

/// <summary>Decides for which issuers credentials may be issued.</summary>
internal interface IIssuerAdmission
{
    /// <summary>Whether credentials may be issued for this issuer; where its first credential registers it, it is registered now.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="actor">Who issues.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    ValueTask<bool> AdmitAsync(string name, string actor, CancellationToken cancellationToken);
}
