namespace KubeCredential.Publishing;

/// <summary>Says of a secret parameter that it is no secret of its own: it is SHA-256 of another one, in hexadecimal.</summary>
/// <param name="Secret">The name of the other parameter.</param>
public sealed record HashOfAnnotation(string Secret) : IResourceAnnotation;
