using Issuance.Api.Storage;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>Filters a list of credentials: those that match every part that is given.</summary>
/// <param name="Id">The credential itself.</param>
/// <param name="Holder">The start of the holder's name or of a word in it, case-folded (see <see cref="SearchText"/>).</param>
/// <param name="Type">The start of the credential's type, case-folded.</param>
/// <param name="Issuer">The start of the issuer's name, case-folded.</param>
/// <param name="State">The delivery state.</param>
internal sealed record CredentialFilter(Guid? Id, string? Holder, string? Type, string? Issuer, DeliveryState? State)
{
    /// <summary>The complete name of the issuer that the caller is restricted to, or null.</summary>
    public string? Organisation { get; init; }

    /// <summary>The longest text that can be searched for, in Unicode scalar values.</summary>
    public const int MaxCharacters = 200;

    /// <summary>Reads the query and adds any errors to <paramref name="errors"/>.</summary>
    public static CredentialFilter Read(string? id, string? holder, string? type, string? issuer, string? state, IDictionary<string, string[]> errors)
    {
        Guid? whole = null;
        if (id is not null)
        {
            if (Guid.TryParseExact(id.Trim(), "D", out var parsed)) whole = parsed;
            else errors["id"] = ["This must be a complete credential ID (a UUID)."];
        }

        DeliveryState? wanted = null;
        if (state is not null)
        {
            wanted = DeliveryStates.StateOf(state);
            if (wanted is null) errors["state"] = [$"This must be one of {string.Join(", ", DeliveryStates.Names)}."];
        }

        return new CredentialFilter(whole, Beginning("holder", holder, errors), Beginning("type", type, errors), Beginning("issuer", issuer, errors), wanted);
    }

    /// <summary>Checks a text to search for, and case-folds it.</summary>
    public static string? Beginning(string name, string? text, IDictionary<string, string[]> errors)
    {
        if (text is null) return null;
        if (text.Trim() is { Length: > 0 } given && UnicodeText.Length(given) <= MaxCharacters && !text.Any(char.IsControl) && IsUnicode(text)) return UnicodeText.Fold(given);
        errors[name] = [$"This must have 1 to {MaxCharacters} characters, must not be only spaces, and must not contain control characters."];
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
