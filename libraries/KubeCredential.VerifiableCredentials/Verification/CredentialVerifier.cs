namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>Verifies credentials and presentations of any issuer. It keeps nothing but its options, and serves any number of calls at the same time.</summary>
/// <param name="options">What it works with.</param>
public sealed class CredentialVerifier(CredentialVerifierOptions options)
{
    /// <summary>
    /// Verifies a document. It never throws for what the document is or says: everything is in the report. What the interfaces in
    /// <see cref="CredentialVerifierOptions"/> throw as <see cref="CredentialException"/> becomes a check that could not be made; what else they throw passes through.
    /// </summary>
    /// <param name="document">A credential or a presentation: JSON in UTF-8, or a compact JWT in ASCII (media types <c>vc+jwt</c> and <c>vp+jwt</c>). White space around it is ignored.</param>
    /// <param name="request">What is expected of it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public ValueTask<VerificationReport> VerifyAsync(ReadOnlyMemory<byte> document, VerificationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new VerificationRun(options, request).RunAsync(document, cancellationToken);
    }
}
