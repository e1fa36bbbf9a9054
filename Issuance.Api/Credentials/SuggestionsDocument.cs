namespace Issuance.Api.Credentials;

/// <summary>Texts that have been used before.</summary>
/// <param name="Items">The texts, in alphabetical order.</param>
internal sealed record SuggestionsDocument(IReadOnlyList<string> Items);
