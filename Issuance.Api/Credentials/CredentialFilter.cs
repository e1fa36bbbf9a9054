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

    /// <summary>One of <see cref="CredentialStatuses"/>, or null.</summary>
    public string? Status { get; init; }

    /// <summary>Only credentials that stand, have not expired, and expire before this day; or null.</summary>
    public DateOnly? ExpiresBefore { get; init; }

    /// <summary>Today in UTC.</summary>
    public DateOnly Today { get; init; }

    /// <summary>The column by whose date the list is sorted, and whether the latest comes first; null if it is sorted by time of issue, newest first.</summary>
    public (string Column, bool IsDescending)? Order => this switch
    {
        { ExpiresBefore: not null } => ("expiry_date", false),
        { Status: CredentialStatuses.Expired } => ("expiry_date", true),
        { Status: CredentialStatuses.NotYetValid } => ("valid_from", false),
        _ => null,
    };

    /// <summary>The longest text that can be searched for, in Unicode scalar values.</summary>
    public const int MaxCharacters = 200;

    /// <summary>Reads the query and adds any errors to <paramref name="errors"/>.</summary>
    public static CredentialFilter Read(
        string? id, string? holder, string? type, string? issuer, string? state, string? status, string? expiresBefore, DateOnly today, IDictionary<string, string[]> errors)
    {
        if (status is not null && !CredentialStatuses.All.Contains(status)) errors["status"] = [$"This must be one of {string.Join(", ", CredentialStatuses.All)}."];
        DateOnly? before = null;
        if (expiresBefore is not null)
        {
            if (Rfc3339.TryParse(expiresBefore, out DateOnly day)) before = day;
            else errors["expiresBefore"] = ["This must be a real calendar day, written YYYY-MM-DD."];
        }

        if (before is not null && status is CredentialStatuses.Expired or CredentialStatuses.NotYetValid)
            errors["expiresBefore"] = [$"This lists credentials that have not expired yet; it cannot be combined with the status {status}."];

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

        return new CredentialFilter(whole, Beginning("holder", holder, errors), Beginning("type", type, errors), Beginning("issuer", issuer, errors), wanted)
        {
            Status = status,
            ExpiresBefore = before,
            Today = today,
        };
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
