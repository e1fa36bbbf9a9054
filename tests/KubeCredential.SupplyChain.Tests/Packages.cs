using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KubeCredential.TestServers;

namespace KubeCredential.SupplyChain.Tests;

/// <summary>All packages of the repository with their licences, as restoring and the lock file of npm have settled them.</summary>
internal static partial class Packages
{
    /// <summary>Packages that bring a licence as a text, by the text's SHA-256: which licence it is was read by a person.</summary>
    private static readonly Dictionary<string, string> s_texts = new(StringComparer.Ordinal)
    {
        ["2c02c9f02a8ba27ea7bcd5f75aad45bea7dccd0f55024c663d6e769800c0c841"] = "BSD-2-Clause", // Fractions
        ["ea16fd7b9f2925ee470825fac308e130be6c087a30b4981d6b13967eb0d45c51"] = "MIT", // SmtpServer
        ["3ddf9be5c28fe27dad143a5dc76eea25222ad1dd68934a047064e56ed2fa40c5"] = "Apache-2.0", // Pkcs11Interop
    };

    /// <summary>The packages, sorted.</summary>
    /// <exception cref="FileNotFoundException">A project of the solution has not been restored.</exception>
    public static List<Package> ReadAll() =>
    [
        .. ReadNuGet().Concat(ReadNpm())
            .OrderBy(static one => one.Source, StringComparer.Ordinal)
            .ThenBy(static one => one.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(static one => one.Version, StringComparer.Ordinal),
    ];

    private static List<Package> ReadNuGet()
    {
        var solution = File.ReadAllText(Path.Combine(RepositoryLayout.Root, "KubeCredential.sln"));
        var found = new Dictionary<(string Name, string Version), Package>();
        foreach (Match match in ProjectPath().Matches(solution))
        {
            var project = match.Groups[1].Value.Replace('\\', '/');
            var isShipped = !project.StartsWith("tests/", StringComparison.Ordinal);
            using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryLayout.Root, Path.GetDirectoryName(project)!, "obj", "project.assets.json")));
            var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(static one => one.Name).ToArray();
            foreach (var library in assets.RootElement.GetProperty("libraries").EnumerateObject())
            {
                if (library.Value.GetProperty("type").GetString() != "package") continue;
                var (name, version) = library.Name.Split('/') is [var first, var second] ? (first, second) : throw new InvalidDataException(library.Name);
                if (found.TryGetValue((name, version), out var known))
                {
                    found[(name, version)] = known with { IsShipped = known.IsShipped || isShipped };
                    continue;
                }

                var folder = folders.Select(one => Path.Combine(one, library.Value.GetProperty("path").GetString()!)).First(Directory.Exists);
                // Aspire's tools come for the machine that builds; the others' are the same.
                found[(name, version)] = new Package("NuGet", Platform().Replace(name, ".(platform)"), version, LicenceOf(folder, name), isShipped);
            }
        }

        return [.. found.Values];
    }

    private static string LicenceOf(string folder, string name)
    {
        var metadata = XDocument.Load(Path.Combine(folder, $"{name.ToLowerInvariant()}.nuspec")).Root!.Elements().Single(static one => one.Name.LocalName == "metadata");
        string? Value(string element) => metadata.Elements().FirstOrDefault(one => one.Name.LocalName == element)?.Value.Trim();
        var licence = metadata.Elements().FirstOrDefault(static one => one.Name.LocalName == "license");
        if (licence is null) return Value("licenseUrl") ?? "none stated";
        if (licence.Attribute("type")?.Value != "file") return licence.Value.Trim();
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, licence.Value.Trim().Replace('\\', '/')))));
        return s_texts.GetValueOrDefault(hash) ?? $"text with SHA-256 {hash}";
    }

    private static List<Package> ReadNpm()
    {
        using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryLayout.Root, "frontends", "package-lock.json")));
        var found = new Dictionary<(string Name, string Version), Package>();
        foreach (var entry in locked.RootElement.GetProperty("packages").EnumerateObject())
        {
            const string Folder = "node_modules/";
            var start = entry.Name.LastIndexOf(Folder, StringComparison.Ordinal);
            if (start < 0 || entry.Value.TryGetProperty("link", out _)) continue; // Our own workspaces.
            var (name, version) = (entry.Name[(start + Folder.Length)..], entry.Value.GetProperty("version").GetString()!);
            var isShipped = !IsTrue(entry.Value, "dev");
            var licence = entry.Value.TryGetProperty("license", out var stated) ? stated.GetString()! : "none stated";
            found[(name, version)] = new Package("npm", name, version, licence, isShipped || (found.TryGetValue((name, version), out var known) && known.IsShipped));
        }

        return [.. found.Values];
    }

    private static bool IsTrue(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectPath();

    [GeneratedRegex(@"\.(linux|linux-musl|osx|win)-(x64|x86|arm64)$")]
    private static partial Regex Platform();
}
