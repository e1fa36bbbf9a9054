using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using KubeCredential.Events;
using KubeCredential.Text;

namespace Verification.Api.Signatures;

/// <summary>Reads the issuer's public keys over HTTP: a JSON Web Key Set (RFC 7517).</summary>
internal sealed class IssuerKeyFeed(HttpClient http)
{
    /// <summary>The longest answer that is read.</summary>
    public const int MaxBytes = 1024 * 1024;
    private const int MostKeys = 1000;
    private static readonly Uri s_path = new("/.well-known/jwks.json", UriKind.Relative);

    /// <summary>Reads the keys.</summary>
    /// <exception cref="HttpRequestException">The issuance service cannot be reached, or refused the request, or answered with too much.</exception>
    /// <exception cref="EventFormatException">The answer is not a set of keys of this kind, or a key has an ID that is not its own.</exception>
    public async Task<List<IssuerKey>> ReadAsync(CancellationToken cancellationToken)
    {
        var body = await http.GetByteArrayAsync(s_path, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(body);
            var items = document.RootElement.GetProperty("keys");
            if (items.GetArrayLength() > MostKeys) throw new EventFormatException("The issuance service's answer has too many keys.");
            var keys = new List<IssuerKey>(items.GetArrayLength());
            foreach (var item in items.EnumerateArray()) keys.Add(Read(item));
            return keys;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EventFormatException("The issuance service's answer is not a set of public keys.", error);
        }
    }

    private static IssuerKey Read(JsonElement item)
    {
        if (Text(item, "kty") != "OKP" || Text(item, "crv") != "Ed25519") throw new EventFormatException("A key of the issuance service is not an Ed25519 key.");
        var (x, state) = (Text(item, "x"), Text(item, "state"));
        if (x.Length != 43 || !Base64Url.IsValid(x)) throw new EventFormatException("A key of the issuance service does not have 32 bytes.");
        if (!IssuerKeyState.IsKnown(state)) throw new EventFormatException("A key of the issuance service has an unknown state.");
        var key = new IssuerKey(Text(item, "kid"), x, state, MomentOrNull(item, "compromisedAt"), MomentOrNull(item, "replacedAt"));
        return key.IsNamedRightly ? key : throw new EventFormatException("A key of the issuance service has an ID that is not its thumbprint.");
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString() ?? throw new FormatException();

    private static DateTimeOffset? MomentOrNull(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Rfc3339.ToMilliseconds(DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)) : null;
}
