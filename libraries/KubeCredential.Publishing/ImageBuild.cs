namespace KubeCredential.Publishing;

/// <summary>How an image is built.</summary>
/// <param name="Context">The directory that holds the <c>Dockerfile</c> and all that it copies, relative to the repository's root.</param>
/// <param name="Argument">The name of the build argument that says what is built.</param>
/// <param name="Value">Its value.</param>
public sealed record ImageBuild(string Context, string Argument, string Value);
