namespace KubeCredential.VerifiableCredentials.StatusLists;

/// <summary>Finds credentials that hold status lists.</summary>
public interface IStatusListSource
{
    /// <summary>The credential of a status list, as it is published; the library verifies it.</summary>
    /// <param name="address">Its address: an absolute URL that the credential names, and so that anybody may have chosen.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The document: JSON, or a JWT in ASCII. Fewer bytes than <see cref="CredentialLimits.MaxStatusListDocumentBytes"/>.</returns>
    /// <exception cref="CredentialException">It cannot be had (<see cref="CredentialError.StatusListUnavailable"/>).</exception>
    ValueTask<ReadOnlyMemory<byte>> FetchAsync(string address, CancellationToken cancellationToken);
}
