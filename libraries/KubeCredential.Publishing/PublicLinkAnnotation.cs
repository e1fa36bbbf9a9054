namespace KubeCredential.Publishing;

/// <summary>A variable that tells a resource where a browser finds another one: an address that only the deployment knows.</summary>
/// <param name="Variable">The name of the environment variable.</param>
/// <param name="Target">The name of the other resource.</param>
public sealed record PublicLinkAnnotation(string Variable, string Target) : IResourceAnnotation;
