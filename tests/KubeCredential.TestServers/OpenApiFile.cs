using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeCredential.TestServers;

/// <summary>
/// The committed OpenAPI document of a service, from which the web apps' typed clients are generated. It must equal the document that the
/// service serves, except for the address and the version.
/// </summary>
public static class OpenApiFile
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the served and the committed document. With <c>UPDATE_OPENAPI=1</c> in the environment, the file is written first.</summary>
    /// <param name="service">The running service.</param>
    /// <param name="name">The file's name without its extension.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Both documents as text, which are equal if the file is up to date.</returns>
    public static async Task<(string Served, string Committed)> ReadAsync(DotnetService service, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(service);
        var document = JsonNode.Parse(await service.HttpClient.GetStringAsync(new Uri("openapi/v1.json", UriKind.Relative), cancellationToken))!.AsObject();
        document.Remove("servers");
        document["info"]!["version"] = "1.0.0";
        var served = document.ToJsonString(s_options) + "\n";
        var file = Path.Combine(RepositoryLayout.Root, "frontends", "shared", "openapi", $"{name}.json");
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1") await File.WriteAllTextAsync(file, served, new UTF8Encoding(false), cancellationToken);
        return (served, File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : "");
    }
}
