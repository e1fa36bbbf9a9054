using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace KubeCredential.Publishing;

/// <summary>What can be chosen when the application is published. A value that makes no sense is refused by name.</summary>
internal sealed partial class PublishSettings
{
    public const string Development = "development";
    public const string Production = "production";
    private static readonly string[] KnownOverlays = [Development, Production];

    private PublishSettings(IConfiguration configuration)
    {
        Registry = Read(configuration, "Registry", "kubecredential", RegistryPattern(), "a registry and a path in lower case, such as registry.example/acme");
        Tag = Read(configuration, "Tag", Version, TagPattern(), "the tag of an image, such as 1.2.0; not 'latest', which says nothing");
        Domain = Read(configuration, "Domain", "example.com", DomainPattern(), "a domain, such as credentials.example.com");
        Overlays = [.. Read(configuration, "Overlays", string.Join(',', KnownOverlays)).Split(',', StringSplitOptions.TrimEntries).Distinct()];
        foreach (var overlay in Overlays)
        {
            if (!KnownOverlays.Contains(overlay)) throw new PublishingException($"The setting Overlays names '{overlay}'; allowed is {string.Join(" and ", KnownOverlays)}.");
        }

        SecretsFile = configuration["SecretsFile"] is { Length: > 0 } file ? Path.GetFullPath(file) : null;
    }

    /// <summary>The version of this source.</summary>
    public static string Version { get; } =
        typeof(PublishSettings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Setting <c>Registry</c>: where the images are; default <c>kubecredential</c>.</summary>
    public string Registry { get; }

    /// <summary>Setting <c>Tag</c>: the tag of the images; default this version.</summary>
    public string Tag { get; }

    /// <summary>Setting <c>Domain</c>: below which the web apps are reached in production; default <c>example.com</c>.</summary>
    public string Domain { get; }

    /// <summary>Setting <c>Overlays</c>: which are written, separated by commas; default both.</summary>
    public IReadOnlyList<string> Overlays { get; }

    /// <summary>
    /// Setting <c>SecretsFile</c>: lines <c>name=value</c>, checked and put into the production overlay. Without it the overlay has no
    /// secrets, and cannot be built until somebody adds them.
    /// </summary>
    public string? SecretsFile { get; }

    /// <exception cref="PublishingException">A setting has a value that is not allowed.</exception>
    public static PublishSettings Read(IConfiguration configuration) => new(configuration);

    private static string Read(IConfiguration configuration, string key, string fallback, Regex? allowed = null, string form = "") =>
        configuration[key] is not { Length: > 0 } value ? fallback
        : allowed is null || allowed.IsMatch(value) ? value
        : throw new PublishingException($"The setting {key} is '{value}'; allowed is {form}.");

    [GeneratedRegex(@"^[a-z0-9]+([.-][a-z0-9]+)*(:[0-9]{1,5})?(/[a-z0-9]+([._-][a-z0-9]+)*)*$")]
    private static partial Regex RegistryPattern();

    [GeneratedRegex(@"^(?!latest$)[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$")]
    private static partial Regex DomainPattern();
}
