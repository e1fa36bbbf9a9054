namespace KubeCredential.Publishing;

/// <summary>An environment variable or an argument of a workload.</summary>
/// <param name="Name">The name of the variable; empty for an argument.</param>
/// <param name="Parts">Its value: the parts in sequence.</param>
/// <param name="Server">The workload that a connection string leads to, if that keeps data; null for any other value.</param>
internal sealed record ConfigurationEntry(string Name, IReadOnlyList<ConfigurationPart> Parts, string? Server)
{
    public bool HasSecret => Parts.Any(static part => part.IsSecret);

    /// <summary>The value, with secrets written as <paramref name="secret"/> writes them.</summary>
    public string Text(Func<string, string> secret) => string.Concat(Parts.Select(part => part.IsSecret ? secret(part.Text) : part.Text));
}

/// <summary>A part of a value: text, or the name of a secret.</summary>
internal readonly record struct ConfigurationPart(string Text, bool IsSecret);
