namespace Issuance.Api.Credentials;

/// <summary>Texts used before.</summary>
/// <param name="Items">The texts, in alphabetical order.</param>
internal sealed record SuggestionsDocument(IReadOnlyList<string> Items);
