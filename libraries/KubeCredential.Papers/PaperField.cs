namespace KubeCredential.Papers;

/// <summary>A field of a paper.</summary>
/// <param name="Name">Its name, by which a fault is reported.</param>
/// <param name="Label">Its label.</param>
/// <param name="Value">Its value; line feeds begin new lines.</param>
public sealed record PaperField(string Name, string Label, string Value);
