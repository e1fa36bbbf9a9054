using Issuance.Api.Storage;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>Which credentials a list shows: those that match every part that is given.</summary>
/// <param name="Id">The credential itself.</param>
/// <param name="Holder">What the holder's name, or a word in it, begins with: folded, as <see cref="SearchText"/> folds.</param>
/// <param name="Type">What the credential's type begins with, folded.</param>
/// <param name="Issuer">What the issuer's name begins with, folded.</param>
/// <param name="State">How far it is on its way.</param>
internal sealed record CredentialFilter(Guid? Id, string? Holder, string? Type, string? Issuer, DeliveryState? State)
{
    /// <summary>The whole name of the issuer that the caller is limited to, or null.</summary>
    public string? Organisation { get; init; }

    /// <summary>The longest beginning that is searched for, in Unicode scalar values.</summary>
    public const int MaxCharacters = 200;

    /// <summary>Reads the query; what is wrong is told in <paramref name="errors"/>.</summary>
    public static CredentialFilter Read(string? id, string? holder, string? type, string? issuer, string? state, IDictionary<string, string[]> errors)
    {
        Guid? whole = null;
        if (id is not null)
        {
            if (Guid.TryParseExact(id.Trim(), "D", out var parsed)) whole = parsed;
            else errors["id"] = ["This must be a whole credential id, a UUID."];
        }

        DeliveryState? wanted = null;
        if (state is not null)
        {
            wanted = DeliveryStates.StateOf(state);
            if (wanted is null) errors["state"] = [$"This must be one of {string.Join(", ", DeliveryStates.Names)}."];
        }

        return new CredentialFilter(whole, Beginning("holder", holder, errors), Beginning("type", type, errors), Beginning("issuer", issuer, errors), wanted);
    }

    /// <summary>Checks the beginning of a text, and folds it.</summary>
    public static string? Beginning(string name, string? text, IDictionary<string, string[]> errors)
    {
        if (text is null) return null;
        if (text.Trim() is { Length: > 0 } given && UnicodeText.Length(given) <= MaxCharacters && !text.Any(char.IsControl) && IsUnicode(text)) return UnicodeText.Fold(given);
        errors[name] = [$"This must have 1 to {MaxCharacters} characters, not only spaces, and no control characters."];
        return null;
    }

    private static bool IsUnicode(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == System.Text.Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal)) return false;
        }

        return true;
    }
}
