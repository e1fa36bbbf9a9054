using Issuance.Api.Storage;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>Filters and orders a list of credentials: it has those that match every part that is given.</summary>
internal sealed record CredentialFilter
{
    /// <summary>The longest text that can be searched for, in Unicode scalar values.</summary>
    public const int MaxCharacters = 200;

    /// <summary>How many words can be searched for at once.</summary>
    public const int MaxWords = 16;

    /// <summary>How many types, or issuers, a list can be limited to.</summary>
    public const int MaxExact = 50;

    /// <summary>The credential itself.</summary>
    public Guid? Id { get; init; }

    /// <summary>The words of which each begins a word of the name, the type or the issuer; empty for any credential.</summary>
    public IReadOnlyList<SearchText.Word> Words { get; init; } = [];

    /// <summary>What those words were made of, which is also sought as the holder's number; null if there are none.</summary>
    public string? HolderId { get; init; }

    /// <summary>The words of which each begins a word of the name; empty for any name.</summary>
    public IReadOnlyList<SearchText.Word> Holder { get; init; } = [];

    /// <summary>The start of the credential's type, case-folded.</summary>
    public string? Type { get; init; }

    /// <summary>The start of the issuer's name, case-folded.</summary>
    public string? Issuer { get; init; }

    /// <summary>The types, as they were issued; empty for any.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The issuers, by their complete names; empty for any.</summary>
    public IReadOnlyList<string> Issuers { get; init; } = [];

    /// <summary>The delivery state.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>The complete name of the issuer that the caller is restricted to, or null.</summary>
    public string? Organisation { get; init; }

    /// <summary>One of <see cref="CredentialStatuses"/>, or null.</summary>
    public string? Status { get; init; }

    /// <summary>Only credentials that stand, have not expired, and expire before this day; or null.</summary>
    public DateOnly? ExpiresBefore { get; init; }

    /// <summary>The earliest last day, or null.</summary>
    public DateOnly? ExpiresFrom { get; init; }

    /// <summary>The latest last day, or null.</summary>
    public DateOnly? ExpiresTo { get; init; }

    /// <summary>The earliest day of issue in UTC, or null.</summary>
    public DateOnly? IssuedFrom { get; init; }

    /// <summary>The latest day of issue in UTC, or null.</summary>
    public DateOnly? IssuedTo { get; init; }

    /// <summary>The batch in which it was issued or changed, or null.</summary>
    public Guid? Batch { get; init; }

    /// <summary>Today in UTC.</summary>
    public DateOnly Today { get; init; }

    /// <summary>The order that was asked for, or null.</summary>
    public CredentialOrder? Sort { get; init; }

    /// <summary>The order: the one that was asked for, or what the filter suggests.</summary>
    public CredentialOrder Order => Sort ?? this switch
    {
        { ExpiresBefore: not null } => CredentialOrder.Expiry,
        { Status: CredentialStatuses.Expired } => CredentialOrder.LatestExpiry,
        { Status: CredentialStatuses.NotYetValid } => CredentialOrder.ValidFrom,
        _ => CredentialOrder.Newest,
    };

    /// <summary>Checks a text to search for, and case-folds it.</summary>
    public static string? Beginning(string name, string? text, IDictionary<string, string[]> errors) => Given(name, text, errors) is { } given ? UnicodeText.Fold(given) : null;

    /// <summary>Checks a text to search for, without the spaces around it.</summary>
    internal static string? Given(string name, string? text, IDictionary<string, string[]> errors, int most = MaxCharacters)
    {
        if (text is null) return null;
        if (text.Trim() is { Length: > 0 } given && UnicodeText.Length(given) <= most && !UnicodeText.HasControls(text) && IsUnicode(text)) return given;
        errors[name] = [$"This must have 1 to {most} characters, must not be only spaces, and must not contain control characters."];
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
