namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>Finds JSON Schemas that credentials name.</summary>
public interface ISchemaSource
{
    /// <summary>A schema.</summary>
    /// <param name="address">Its address: an absolute URL that the credential names, and so that anybody may have chosen.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The schema: JSON. Fewer bytes than <see cref="CredentialLimits.MaxDocumentBytes"/>.</returns>
    /// <exception cref="CredentialException">It cannot be had (<see cref="CredentialError.SchemaUnavailable"/>).</exception>
    ValueTask<ReadOnlyMemory<byte>> FetchAsync(string address, CancellationToken cancellationToken);
}
