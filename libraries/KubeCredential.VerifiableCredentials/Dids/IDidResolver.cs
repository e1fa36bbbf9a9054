namespace KubeCredential.VerifiableCredentials.Dids;

/// <summary>Finds the documents of DIDs. <c>did:key</c> needs none: the library reads those itself and never asks for them.</summary>
public interface IDidResolver
{
    /// <summary>The document of a DID.</summary>
    /// <param name="did">The DID, without path, query or fragment, such as <c>did:web:example.org</c>; its address is <see cref="DidWeb.AddressOf"/>.</param>
    /// <param name="refresh">Whether a document that is kept may not be used: the key that was asked for is not in it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The document, read by <see cref="DidDocument.Parse"/>.</returns>
    /// <exception cref="CredentialException">It cannot be had (<see cref="CredentialError.DidUnavailable"/>), or is malformed.</exception>
    ValueTask<DidDocument> ResolveAsync(string did, bool refresh, CancellationToken cancellationToken);
}
