using System.Net;
using System.Text.Json;

namespace Verification.Api.Shares;

/// <summary>What the issuance service says of a holder's link.</summary>
/// <param name="CredentialId">The credential that it opens; null if it opens none.</param>
/// <param name="Code">Why not: <c>unknown</c>, <c>expired</c> or <c>switchedOff</c>; null if it does.</param>
internal readonly record struct ShareAnswer(Guid? CredentialId, string? Code);

/// <summary>Asks the issuance service, over service discovery, what a holder's link opens.</summary>
internal sealed class ShareFeed(HttpClient http)
{
    /// <summary>The longest answer that is read.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>The code of a link that is not one.</summary>
    public const string Unknown = "unknown";

    /// <summary>The code of a link whose time is over.</summary>
    public const string Expired = "expired";

    /// <summary>The code of a link that its holder has switched off.</summary>
    public const string SwitchedOff = "switchedOff";

    private static readonly string[] s_codes = [Expired, SwitchedOff];

    /// <summary>Asks.</summary>
    /// <exception cref="HttpRequestException">The issuance service cannot be reached, or gives no answer.</exception>
    /// <exception cref="OperationCanceledException">It has not answered in time.</exception>
    public async Task<ShareAnswer> AskAsync(string token, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(new Uri($"/api/v1/shares/{token}", UriKind.Relative), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound) return new ShareAnswer(null, Unknown);
        if (answer.StatusCode != HttpStatusCode.Gone) answer.EnsureSuccessStatusCode();
        try
        {
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            if (answer.StatusCode == HttpStatusCode.OK && json.RootElement.GetProperty("credentialId").TryGetGuid(out var id)) return new ShareAnswer(id, null);
            return new ShareAnswer(null, s_codes.FirstOrDefault(code => json.RootElement.TryGetProperty("code", out var said) && said.ValueEquals(code)) ?? Unknown);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new HttpRequestException("The issuance service gave an answer that is none.", error);
        }
    }
}
