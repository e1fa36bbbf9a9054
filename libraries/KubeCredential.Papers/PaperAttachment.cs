namespace KubeCredential.Papers;

/// <summary>A file that a PDF carries.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Description">What it is, in the paper's language.</param>
public sealed record PaperAttachment(string Name, string MediaType, ReadOnlyMemory<byte> Content, string Description);
