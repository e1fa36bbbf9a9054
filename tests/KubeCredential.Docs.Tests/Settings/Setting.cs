namespace KubeCredential.Docs.Tests.Settings;

/// <summary>A setting, as a row of docs/configuration.md.</summary>
/// <param name="Owner">Who reads it.</param>
/// <param name="Section">The part of its name before the first colon; the heading that it stands under.</param>
/// <param name="Name">The whole name, with colons.</param>
/// <param name="Type">What kind of value it takes, in words.</param>
/// <param name="Default">Its default as it would be written, or empty.</param>
/// <param name="Allowed">The allowed values, or empty.</param>
/// <param name="Meaning">What it does.</param>
internal sealed record Setting(Owner Owner, string Section, string Name, string Type, string Default, string Allowed, string Meaning)
{
    /// <summary>The environment variable that sets it.</summary>
    public string Variable => Name.Replace(":", "__", StringComparison.Ordinal);
}
