namespace KubeCredential.Publishing;

/// <summary>How an image is built. Beside its arguments, each build is passed <c>VERSION</c> and <c>REVISION</c>.</summary>
/// <param name="Context">The build context, relative to <see cref="PublishingOptions.BuildRoot"/>.</param>
/// <param name="Arguments">The build arguments.</param>
/// <param name="Dockerfile">The Dockerfile, relative to the context.</param>
public sealed record ImageBuild(string Context, IReadOnlyDictionary<string, string> Arguments, string Dockerfile = "Dockerfile");
