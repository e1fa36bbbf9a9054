using System.Text.RegularExpressions;

namespace KubeCredential.Messaging.Consuming;

/// <summary>The group for which this process consumes events. Its name is also that of its Redis user: see <c>Access/groups.txt</c>.</summary>
public sealed partial class ConsumerGroup
{
    /// <summary>The pattern of a group's name, which becomes part of keys, user names and URLs.</summary>
    public const string NamePattern = "[a-z][a-z0-9-]{0,39}";

    /// <summary>Creates a group with a name.</summary>
    /// <exception cref="ArgumentException">The name does not follow <see cref="NamePattern"/>.</exception>
    public ConsumerGroup(string name) =>
        Name = IsName(name) ? name : throw new ArgumentException($"A group's name has the form {NamePattern}.", nameof(name));

    /// <summary>The group's name.</summary>
    public string Name { get; }

    /// <summary>Whether a text is a valid group name.</summary>
    public static bool IsName(string? text) => text is not null && Whole().IsMatch(text);

    [GeneratedRegex($"^{NamePattern}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
