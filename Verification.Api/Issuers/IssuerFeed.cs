using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using KubeCredential.Events;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Text;

namespace Verification.Api.Issuers;

/// <summary>Reads the issuers' profiles from the issuance service over HTTP.</summary>
internal sealed class IssuerFeed(HttpClient http)
{
    /// <summary>The longest answer that is read.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int PageSize = 200;
    private const int MostPages = 500;

    /// <summary>Reads all profiles, a page at a time.</summary>
    /// <exception cref="HttpRequestException">The issuance service cannot be reached, or refused the request, or answered with too much.</exception>
    /// <exception cref="EventFormatException">The answer is not a page of profiles.</exception>
    public async IAsyncEnumerable<List<RegisteredIssuer>> PagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var query = string.Create(CultureInfo.InvariantCulture, $"/api/v1/issuers?limit={PageSize}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            (var issuers, cursor) = Read(await http.GetByteArrayAsync(new Uri(query, UriKind.Relative), cancellationToken));
            yield return issuers;
            if (cursor is null) yield break;
        }

        throw new EventFormatException("The issuance service has too many issuers.");
    }

    /// <summary>Reads an issuer's logo; null if it has none, or none that may be shown.</summary>
    /// <exception cref="HttpRequestException">The issuance service cannot be reached, or refused the request.</exception>
    public async Task<SafePicture?> ReadLogoAsync(RegisteredIssuer issuer, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(new Uri($"/issuers/{Uri.EscapeDataString(issuer.Profile.Slug)}/logo", UriKind.Relative), cancellationToken);
        if (answer.StatusCode == System.Net.HttpStatusCode.NotFound) return null; // Removed since the profile was read, which has changed with it.
        return SafePicture.Of(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private static (List<RegisteredIssuer> Issuers, string? Cursor) Read(byte[] page)
    {
        try
        {
            using var document = JsonDocument.Parse(page);
            return ([.. document.RootElement.GetProperty("items").EnumerateArray().Select(Read)], TextOrNull(document.RootElement, "nextCursor", 100));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EventFormatException("The issuance service's answer is not a page of issuers.", error);
        }
    }

    private static RegisteredIssuer Read(JsonElement item)
    {
        var (name, slug, website, did) = (TextOrNull(item, "name", 400), TextOrNull(item, "slug", 64), TextOrNull(item, "website", 2000), TextOrNull(item, "did", 1000));
        if (name is null || slug is null) throw new FormatException();
        if (website is not null && !(Uri.TryCreate(website, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")) website = null; // It becomes a link.
        if (did?.StartsWith("did:web:", StringComparison.Ordinal) == false) did = null;
        var revision = item.GetProperty("revision").GetInt32();
        var logo = TextOrNull(item, "logo", 200) is null ? null : string.Create(CultureInfo.InvariantCulture, $"/issuers/{slug}/logo?v={revision}");
        var registeredAt = Rfc3339.ToMilliseconds(item.GetProperty("registeredAt").GetDateTimeOffset());
        return new RegisteredIssuer(new IssuerDocument(name, slug, did, website, TextOrNull(item, "contact", 400), logo, registeredAt), revision);
    }

    private static string? TextOrNull(JsonElement item, string name, int most) =>
        item.GetProperty(name).GetString() is not { } text ? null : text.Length <= most && !UnicodeText.HasControls(text) ? text : throw new FormatException();
}
