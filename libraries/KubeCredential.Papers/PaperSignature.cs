using System.Security.Cryptography.X509Certificates;

namespace KubeCredential.Papers;

/// <summary>With what a PDF is signed.</summary>
/// <param name="Certificate">The certificate, with its private key.</param>
/// <param name="Reason">Why it is signed, in the paper's language.</param>
public sealed record PaperSignature(X509Certificate2 Certificate, string Reason);
