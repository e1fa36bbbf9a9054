namespace KubeCredential.VerifiableCredentials;

/// <summary>
/// A document cannot be read, built, signed or checked. The only exception that this library throws for what it is given, apart from those for an argument that is
/// null and for a cancelled call; those of the interfaces that it is given pass through unchanged.
/// </summary>
/// <param name="code">What went wrong; it stays the same between versions.</param>
/// <param name="message">What went wrong, in words.</param>
/// <param name="location">The place in the document as a JSON Pointer (RFC 6901), if one place is at fault.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class CredentialException(CredentialError code, string message, string? location = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What went wrong.</summary>
    public CredentialError Code { get; } = code;

    /// <summary>The place in the document as a JSON Pointer (RFC 6901); null where no single place is at fault.</summary>
    public string? Location { get; } = location;
}
