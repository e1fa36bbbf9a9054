using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace KubeCredential.Publishing;

/// <summary>What can be chosen each time the application is published. A setting with a value that is not allowed is refused by name.</summary>
internal sealed partial class PublishSettings
{
    public const string Development = "development";
    public const string Production = "production";
    private static readonly string[] KnownOverlays = [Development, Production];

    private PublishSettings(IConfiguration configuration, PublishingOptions options)
    {
        Registry = Read(configuration, "Registry", options.Application, RegistryPattern(), "a registry and a path in lower case, such as registry.example/acme");
        Tag = Read(configuration, "Tag", options.Version, TagPattern(), "the tag of an image, such as 1.2.0, but not 'latest': it names no version");
        Domain = Read(configuration, "Domain", "example.com", DomainPattern(), "a domain, such as apps.example.com");
        Overlays = [.. Read(configuration, "Overlays", string.Join(',', KnownOverlays)).Split(',', StringSplitOptions.TrimEntries).Distinct()];
        foreach (var overlay in Overlays)
        {
            if (!KnownOverlays.Contains(overlay)) throw new PublishingException($"The setting Overlays names '{overlay}'; allowed is {string.Join(" and ", KnownOverlays)}.");
        }

        SecretsFile = configuration["SecretsFile"] is { Length: > 0 } file ? Path.GetFullPath(file) : null;
    }

    /// <summary>Setting <c>Registry</c>: where the images are. The default is the application's name.</summary>
    public string Registry { get; }

    /// <summary>Setting <c>Tag</c>: the tag of the images. The default is the application's version.</summary>
    public string Tag { get; }

    /// <summary>Setting <c>Domain</c>: the domain below which external workloads are reached in production. The default is <c>example.com</c>.</summary>
    public string Domain { get; }

    /// <summary>Setting <c>Overlays</c>: which overlays are written, separated by commas. The default is both.</summary>
    public IReadOnlyList<string> Overlays { get; }

    /// <summary>
    /// Setting <c>SecretsFile</c>: lines <c>name=value</c>, which are checked and put into the production overlay. Without it the overlay
    /// has no secrets, and cannot be built until they are added.
    /// </summary>
    public string? SecretsFile { get; }

    /// <exception cref="PublishingException">A setting has a value that is not allowed.</exception>
    public static PublishSettings Read(IConfiguration configuration, PublishingOptions options) => new(configuration, options);

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
