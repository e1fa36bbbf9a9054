using System.Collections.Concurrent;
using Issuance.Api.EventStore;
using KubeCredential.Storage;

namespace Issuance.Api.Credentials;

/// <summary>
/// The dictionary of the types and issuers of credentials, by their words, and of how they are spelt. They are few, so a search looks there which of them have a word, and whether others
/// differ only in case. A text is written before the first credential with it, and never removed.
/// </summary>
internal sealed class CredentialTexts(SqlDialect dialect)
{
    /// <summary>The kind of a credential's type.</summary>
    public const short OfType = 1;

    /// <summary>The kind of an issuer's name.</summary>
    public const short OfIssuer = 2;

    /// <summary>The kind of the ways to spell a type: the word is the text, case-folded.</summary>
    public const short SpellingOfType = 3;

    /// <summary>The kind of the ways to spell an issuer's name: the word is the text, case-folded.</summary>
    public const short SpellingOfIssuer = 4;

    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<(short Kind, string Text), bool> _remembered = [];

    /// <summary>Writes the texts that this process has not written yet.</summary>
    /// <param name="contents">The new credentials.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task RememberAsync(IEnumerable<NewContent> contents, CancellationToken cancellationToken)
    {
        Dictionary<(short Kind, string Text), string>? unknown = null;
        foreach (var content in contents)
        {
            if (!_remembered.ContainsKey((OfType, content.CredentialType))) (unknown ??= [])[(OfType, content.CredentialType)] = content.TypeSearch;
            if (!_remembered.ContainsKey((OfIssuer, content.IssuerName))) (unknown ??= [])[(OfIssuer, content.IssuerName)] = content.IssuerSearch;
        }

        if (unknown is null) return;
        // Always in the same order, so that replicas wait for each other instead of deadlocking.
        var rows = unknown.SelectMany(static one => RowsOf(one.Key.Kind, one.Key.Text, one.Value)).Distinct()
            .OrderBy(static row => row.Kind).ThenBy(static row => row.Word, StringComparer.Ordinal).ThenBy(static row => row.Text, StringComparer.Ordinal).ToArray();
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            INSERT INTO credential_texts (kind, word, text, search) SELECT t.kind, t.word, t.text, t.search FROM {dialect.Rows("kind", "word", "text", "search")} WHERE true ON CONFLICT DO NOTHING
            """);
        dialect.AddRows(
            command,
            new("kind", Array.ConvertAll(rows, static row => (int)row.Kind)),
            new("word", Array.ConvertAll(rows, static row => row.Word)),
            new("text", Array.ConvertAll(rows, static row => row.Text)),
            new("search", Array.ConvertAll(rows, static row => row.Search)));
        await command.ExecuteNonQueryAsync(cancellationToken);
        if (_remembered.Count > MostRemembered) _remembered.Clear();
        foreach (var one in unknown.Keys) _remembered[one] = true;
    }

    /// <summary>The rows of a text: one for each word, one without a word that has all of them, and one for how it is spelt.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="text">The text.</param>
    /// <param name="folded">The text, case-folded.</param>
    internal static IEnumerable<(short Kind, string Word, string Text, string? Search)> RowsOf(short kind, string text, string folded)
    {
        var search = SearchText.Normalise(folded);
        return [(kind, "", folded, search), .. SearchText.WordsOf(search).Select(word => (kind, word, folded, (string?)null)), (kind == OfType ? SpellingOfType : SpellingOfIssuer, folded, text, null)];
    }
}
