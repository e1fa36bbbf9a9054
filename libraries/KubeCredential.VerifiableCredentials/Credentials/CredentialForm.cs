namespace KubeCredential.VerifiableCredentials.Credentials;

/// <summary>How the terms of our credentials are defined.</summary>
public enum CredentialForm
{
    /// <summary>
    /// By a context within the credential, which declares the metadata as JSON, so that RDFC-1.0 covers the order of its arrays. For the suites with RDFC-1.0 and for JWTs.
    /// </summary>
    InlineContext,

    /// <summary>
    /// By contexts that are URLs, because several verifiers of the suites with JCS take no others: that of the data model, and the W3C's context for terms that nobody defines. Both are part of
    /// other verifiers, so that nobody has to fetch a context of ours. For the suites with JCS, which sign the JSON itself.
    /// </summary>
    UrlContexts,
}
