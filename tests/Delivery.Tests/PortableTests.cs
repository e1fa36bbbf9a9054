using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeCredential.TestServers;
using Xunit;

namespace Delivery.Tests;

/// <summary>Portable credentials in a running system: made by one service, shown to the other.</summary>
public sealed class PortableTests : SigningSystem
{
    private static readonly string[] s_formats = ["vc", "vc-ecdsa", "vc-jcs", "vc-jwt", "open-badge"];

    /// <summary>Nobody listens there: the verifier reads what this system's own issuers publish from the issuance service.</summary>
    protected override string PublicAddress => "https://credentials.example.org";

    [Fact]
    public async Task What_the_issuer_hands_out_the_verifier_believes_until_it_is_revoked_or_somebody_changes_it()
    {
        var ids = new List<Guid>();
        await IssueAsync(ids, 1);
        var documents = new Dictionary<string, JsonNode>();
        foreach (var format in s_formats)
        {
            var text = await Issuance.HttpClient.GetStringAsync(new Uri($"api/v1/credentials/{ids[0]}/documents/{format}", UriKind.Relative), Token);
            documents[format] = format == "vc-jwt" ? JsonValue.Create(text) : JsonNode.Parse(text)!;
            var said = await Eventually.ResultAsync(_ => ShowAsync(documents[format]), static one => ResultOf(one) == "valid", Limit, $"{format} is valid", Token);
            Assert.Equal("University", said.GetProperty("issuer").GetProperty("name").GetString());
        }

        foreach (var (format, document) in documents)
        {
            var changed = document is JsonValue jwt ? JsonValue.Create(Changed(jwt.GetValue<string>())) : Changed(document.DeepClone());
            Assert.NotEqual("valid", ResultOf(await ShowAsync(changed)));
            Assert.False((await ShowAsync(changed)).GetProperty("isValid").GetBoolean(), format);
        }

        foreach (var (action, expected) in ((string, string)[])[("suspend", "suspended"), ("reinstate", "valid"), ("revoke", "revoked")])
        {
            using var answer = await PostAsync($"api/v1/credentials/{ids[0]}/{action}", action == "reinstate" ? new { } : new { reason = "administrative" });
            answer.EnsureSuccessStatusCode();
            foreach (var (format, document) in documents) await Eventually.EqualAsync(expected, async _ => ResultOf(await ShowAsync(document)), Limit, $"{format} is {expected}", Token);
        }
    }

    private static string? ResultOf(JsonElement verdict) => verdict.GetProperty("result").GetString();

    private static JsonNode Changed(JsonNode document)
    {
        document["validFrom"] = DateTimeOffset.UnixEpoch.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return document;
    }

    private static string Changed(string jwt)
    {
        var parts = jwt.Split('.');
        return $"{parts[0]}.{parts[1][..^8]}{(parts[1][^8] == 'A' ? 'B' : 'A')}{parts[1][^7..]}.{parts[2]}";
    }

    private async Task<JsonElement> ShowAsync(JsonNode document)
    {
        using var answer = await Verification.HttpClient.PostAsJsonAsync("api/v1/credentials/verify", new { verifiableCredential = document }, Token);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }
}
