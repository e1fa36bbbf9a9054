namespace KubeCredential.Papers;

/// <summary>A paper says so much that it does not fit on one picture. A PDF has pages.</summary>
public sealed class LongPaperException() : Exception($"The picture would have more than {PaperPicture.MaxPixels} pixels.");
