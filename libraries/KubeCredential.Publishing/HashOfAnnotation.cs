namespace KubeCredential.Publishing;

/// <summary>Says that a secret parameter is derived: its value is the SHA-256 of another secret parameter, in lower-case hexadecimal.</summary>
/// <param name="Secret">The name of the other parameter.</param>
public sealed record HashOfAnnotation(string Secret) : IResourceAnnotation;
