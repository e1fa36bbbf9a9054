using Issuance.Api.Storage;
using KubeCredential.Events;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>
/// Makes the conditions of a filter. Types and issuers are few: which of them have a word is looked up in their dictionary (<see cref="CredentialTexts"/>), once for each
/// search, and the credentials are then found by type and issuer.
/// </summary>
internal sealed class SearchConditions(SearchSession session, SearchLimits limits)
{
    /// <summary>The outcome of a batch's row that was carried out.</summary>
    private const short DoneRow = 2;

    private readonly bool _isSqlite = session.Dialect.IsSqlite;

    /// <summary>The types or issuers that a text stands for; null if they are too many to name them.</summary>
    private sealed record Texts(short Kind, IReadOnlyList<string>? All)
    {
        public string Column => Kind == CredentialTexts.OfType ? "type_search" : "issuer_search";
    }

    /// <summary>The bounds of IDs that the days of issue set: an ID begins with the time of issue (RFC 9562, section 5.7).</summary>
    /// <returns>The lowest ID, and the one that all are below; null for no bound.</returns>
    public static (Guid? From, Guid? Below) IdsOf(CredentialFilter filter) => (
        filter.IssuedFrom is { } from ? FirstIdOf(from) : null,
        filter.IssuedTo is { } to && to < DateOnly.MaxValue ? FirstIdOf(to.AddDays(1)) : null);

    /// <summary>The conditions on the last day, as every way to find credentials by it needs them; empty if there are none.</summary>
    public string DaysOf(CredentialFilter filter)
    {
        var days = new List<string>();
        if (filter.ExpiresBefore is { } before) days.Add($"c.expiry_date >= {Day(filter.Today)} AND c.expiry_date < {Day(before)}");
        if (filter.ExpiresFrom is { } from) days.Add($"c.expiry_date >= {Day(from)}");
        if (filter.ExpiresTo is { } to) days.Add($"c.expiry_date <= {Day(to)}");
        if (filter.Status == CredentialStatuses.Expired) days.Add($"c.expiry_date < {Day(filter.Today)}");
        return string.Join(" AND ", days);
    }

    /// <summary>The conditions on the first day; empty if there are none.</summary>
    public string FirstDaysOf(CredentialFilter filter) => filter.Status == CredentialStatuses.NotYetValid ? $"c.valid_from > {Day(filter.Today)}" : "";

    /// <summary>The conditions of a filter, apart from the bounds of IDs.</summary>
    public async Task<List<SearchCondition>> OfAsync(CredentialFilter filter, CancellationToken cancellationToken)
    {
        var conditions = new List<SearchCondition>();
        if (filter.Id is { } id) conditions.Add(new($"c.id = {session.Bind(id)}", [SearchSource.Unordered($"SELECT id FROM credentials WHERE id = {session.Bind(id)}", isExact: true)]));
        if (filter.Batch is { } batch) conditions.Add(OfBatch(session.Bind(batch)));
        if (filter.Organisation is { } organisation) conditions.Add(await ExactlyAsync("issuer", [organisation], cancellationToken));
        if (filter.Types.Count > 0) conditions.Add(await ExactlyAsync("type", filter.Types, cancellationToken));
        if (filter.Issuers.Count > 0) conditions.Add(await ExactlyAsync("issuer", filter.Issuers, cancellationToken));
        if (filter.Type is { } type) conditions.Add(await BeginningAsync(CredentialTexts.OfType, type, cancellationToken));
        if (filter.Issuer is { } issuer) conditions.Add(await BeginningAsync(CredentialTexts.OfIssuer, issuer, cancellationToken));
        foreach (var word in filter.Holder) conditions.Add(new(HasName(word), [.. word.Keys.Select(key => SourceOf(key, [], [], isExact: word.Keys.Length == 1))]));
        if (filter.Words.Count > 0) conditions.AddRange(await OfWordsAsync(filter, cancellationToken));

        if (filter.State == DeliveryState.Confirmed)
        {
            conditions.Add(new("(o.state = 3 OR o.state IS NULL)", [], null));
        }
        else if (filter.State is { } state)
        {
            // Few events are in delivery, and they have an index of their own, whose condition is stated as well; nearly all are confirmed.
            conditions.Add(new($"o.state = {(short)state}", [SearchSource.Of([new("outbox", "credential_id", $"state = {(short)state} AND state + 0 <> 3")], isExact: false)], null));
        }

        switch (filter.Status)
        {
            case null: break;
            case CredentialState.Active or CredentialStatuses.Expired or CredentialStatuses.NotYetValid: conditions.Add(new($"c.state = '{CredentialState.Active}'", [])); break;
            default:
                conditions.Add(new($"c.state = '{filter.Status}'", [SearchSource.Of([new("credentials", "id", $"state = '{filter.Status}' AND state <> '{CredentialState.Active}'")], isExact: true)]));
                break;
        }

        if (filter.ExpiresBefore is not null) conditions.Add(new("c.standing = 1", []));
        if (DaysOf(filter) is { Length: > 0 } days) conditions.Add(new(days, [SearchSource.Unordered($"SELECT c.id FROM credentials c WHERE {days}", isExact: true)]));
        if (FirstDaysOf(filter) is { Length: > 0 } first) conditions.Add(new(first, [SearchSource.Unordered($"SELECT c.id FROM credentials c WHERE c.valid_from IS NOT NULL AND {first}", isExact: true)]));
        return conditions;
    }

    private static Guid FirstIdOf(DateOnly day)
    {
        var milliseconds = Math.Max(0, new DateTimeOffset(day, default, TimeSpan.Zero).ToUnixTimeMilliseconds());
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        for (var i = 5; i >= 0; i--, milliseconds >>= 8) id[i] = (byte)milliseconds;
        return new Guid(id, bigEndian: true);
    }

    /// <summary>What the rows of a batch that were carried out are about. Two indexes have it in the order of IDs; their filters are stated as well.</summary>
    private static SearchCondition OfBatch(string batch)
    {
        static string Done(string batch, string column) => $"batch_id = {batch} AND outcome = {DoneRow} AND {column} IS NOT NULL";
        return new(
            $"(EXISTS (SELECT 1 FROM batch_rows WHERE {Done(batch, "credential_id")} AND credential_id = c.id) OR EXISTS (SELECT 1 FROM batch_rows WHERE {Done(batch, "successor_id")} AND successor_id = c.id))",
            [SearchSource.Of([new("batch_rows", "credential_id", Done(batch, "credential_id")), new("batch_rows", "successor_id", Done(batch, "successor_id"))], isExact: true)]);
    }

    private SearchArm Arm(string table, string id, string column, string text) => new(table, id, $"{column} = {session.Bind(text)}") { Equal = (column, text) };

    /// <summary>The condition that a column equals one of some texts. On PostgreSQL they are one parameter, so that the statement is prepared once for any number of them.</summary>
    private string IsAmong(string column, IReadOnlyList<string> texts) => _isSqlite ? $"{column} IN ({session.BindAll(texts)})" : $"{column} = ANY ({session.Bind(texts.ToArray())})";

    private string Day(DateOnly day) => session.Bind(session.Dialect.Day(day));

    /// <summary>One of several texts, exactly: the case-folded one leads there by the index.</summary>
    private async Task<SearchCondition> ExactlyAsync(string what, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var (search, column) = ($"{what}_search", what == "type" ? "credential_type" : "issuer_name");
        string[] folded = [.. texts.Select(UnicodeText.Fold).Distinct(StringComparer.Ordinal)];
        var listed = $"c.{search} IN ({session.BindAll(folded)})";
        // Where no other one differs only in case, the case-folded text says as much, and the indexes of the list have it.
        var spelt = await session.ListAsync(
            $"SELECT text FROM credential_texts WHERE kind = {(what == "type" ? CredentialTexts.SpellingOfType : CredentialTexts.SpellingOfIssuer)} AND word IN ({session.BindAll(folded)}) ORDER BY word, text LIMIT {texts.Count + 1}",
            static reader => reader.GetString(0), cancellationToken);
        var isExact = spelt.Count > 0 && spelt.TrueForAll(text => texts.Contains(text, StringComparer.Ordinal));
        return new(isExact ? listed : $"c.{column} IN ({session.BindAll(texts)})", [folded.Length <= limits.Arms
            ? SearchSource.Of([.. folded.Select(text => Arm("credentials", "id", search, text))], isExact)
            : SearchSource.Unordered($"SELECT id FROM credentials WHERE {search} IN ({session.BindAll(folded)})", isExact)], listed);
    }

    private async Task<SearchCondition> BeginningAsync(short kind, string beginning, CancellationToken cancellationToken)
    {
        var (from, end) = (session.Bind(beginning), session.Bind(SearchText.EndOf(beginning)));
        var found = await session.ListAsync(
            $"SELECT text FROM credential_texts WHERE kind = {kind} AND word = '' AND text >= {from} AND text < {end} ORDER BY text LIMIT {limits.Arms + 1}", static reader => reader.GetString(0), cancellationToken);
        var column = new Texts(kind, found).Column;
        var row = $"c.{column} >= {from} AND c.{column} < {end}";
        return new(row, [found.Count <= limits.Arms
            ? SearchSource.Of([.. found.Select(text => Arm("credentials", "id", column, text))], isExact: true)
            : SearchSource.Unordered($"SELECT c.id FROM credentials c WHERE {row}", isExact: true)]);
    }

    /// <summary>Words of which each is in the name, the type or the issuer, or all of them together the holder's number.</summary>
    private async Task<IEnumerable<SearchCondition>> OfWordsAsync(CredentialFilter filter, CancellationToken cancellationToken)
    {
        var texts = await TextsAsync(filter.Words, cancellationToken);
        var number = session.Bind(filter.HolderId!);
        var isNumber = (await session.ListAsync($"SELECT id FROM credentials WHERE holder_id = {number} LIMIT 1", static reader => reader.GetGuid(0), cancellationToken)).Count > 0;
        SearchArm[] numbers = isNumber ? [new("credentials", "id", $"holder_id = {number}")] : [];
        var each = filter.Words.Select(word =>
        {
            var (types, issuers) = texts[word];
            var row = $"({HasName(word)} OR {HasText(word, types)} OR {HasText(word, issuers)})";
            if (types.All is null || issuers.All is null) return new SearchCondition(row, []);
            return new SearchCondition(row, [.. word.Keys.Select(key => SourceOf(key, [types, issuers], numbers, isExact: filter.Words.Count == 1 && word.Keys.Length == 1))]);
        }).ToArray();
        // What leads to the words leads to the number, too.
        return isNumber ? [new($"(({string.Join(" AND ", each.Select(static one => one.Row))}) OR c.holder_id = {number})", [.. each.SelectMany(static one => one.Sources)], null)] : each;
    }

    private string HasName(SearchText.Word word) => Has("c.holder_search", session.Bind(word.Pattern));

    private string Has(string column, string pattern) => $"{(_isSqlite ? "instr" : "strpos")}(' ' || {column}, {pattern}) > 0";

    private string HasText(SearchText.Word word, Texts texts) => texts.All switch
    {
        null => $"EXISTS (SELECT 1 FROM credential_texts x WHERE x.kind = {texts.Kind} AND x.word = '' AND x.text = c.{texts.Column} AND {Has("x.search", session.Bind(word.Pattern))})",
        [] => "1 = 0",
        var all => IsAmong($"c.{texts.Column}", all),
    };

    /// <summary>What has a word that begins with <paramref name="key"/> in the name, one of the texts, or the number.</summary>
    private SearchSource SourceOf(string key, Texts[] texts, SearchArm[] numbers, bool isExact)
    {
        var (from, end) = (session.Bind(key), session.Bind(SearchText.EndOf(key)));
        SearchArm[] others = [.. texts.SelectMany(static one => one.All!, (one, text) => Arm("credentials", "id", one.Column, text)), .. numbers];
        return new(
            [
                $"SELECT credential_id AS id FROM credential_words WHERE word >= {from} AND word < {end}",
                .. texts.Where(static one => one.All!.Count > 0).Select(one => $"SELECT id FROM credentials WHERE {IsAmong(one.Column, one.All!)}"),
                .. numbers.Select(static one => one.All),
            ],
            async cancellationToken =>
            {
                if (others.Length >= limits.Arms) return null;
                var words = await StoredWordsAsync(from, end, limits.Arms - others.Length + 1, cancellationToken);
                return words.Count + others.Length > limits.Arms ? null : [.. words.Select(word => Arm("credential_words", "credential_id", "word", word)), .. others];
            },
            isExact);
    }

    /// <summary>A loose index scan: the words that begin with a text, however many credentials share each.</summary>
    private Task<List<string>> StoredWordsAsync(string from, string end, int most, CancellationToken cancellationToken) => session.ListAsync(
        $"""
        WITH RECURSIVE used (word) AS (
          SELECT * FROM (SELECT word FROM credential_words WHERE word >= {from} AND word < {end} ORDER BY word LIMIT 1) AS first
          UNION ALL
          SELECT (SELECT word FROM credential_words WHERE word > used.word AND word < {end} ORDER BY word LIMIT 1) FROM used WHERE used.word IS NOT NULL
        )
        SELECT word FROM used WHERE word IS NOT NULL LIMIT {most}
        """,
        static reader => reader.GetString(0), cancellationToken);

    /// <summary>For each word the types and the issuers that have it.</summary>
    private async Task<Dictionary<SearchText.Word, (Texts Types, Texts Issuers)>> TextsAsync(IReadOnlyList<SearchText.Word> words, CancellationToken cancellationToken)
    {
        short[] kinds = [CredentialTexts.OfType, CredentialTexts.OfIssuer];
        var selects = words.SelectMany((word, number) => kinds.Select(kind =>
            $"""
            SELECT * FROM (SELECT {number} AS number, kind, text FROM credential_texts
              WHERE kind = {kind} AND word >= {session.Bind(word.Keys[0])} AND word < {session.Bind(SearchText.EndOf(word.Keys[0]))} ORDER BY word, text LIMIT {limits.Texts + 1}) AS w{number}_{kind}
            """));
        var found = await session.ListAsync(string.Join("\nUNION ALL\n", selects), static reader => (Number: reader.GetInt32(0), Kind: reader.GetInt16(1), Text: reader.GetString(2)), cancellationToken);
        return words.Select((word, number) => (word, Texts: Array.ConvertAll(kinds, kind =>
        {
            var texts = found.Where(one => one.Number == number && one.Kind == kind).Select(static one => one.Text).ToArray();
            return new Texts(kind, texts.Length > limits.Texts ? null : [.. texts.Distinct(StringComparer.Ordinal).Where(text => word.IsIn(SearchText.Normalise(text)))]);
        }))).ToDictionary(static one => one.word, static one => (one.Texts[0], one.Texts[1]));
    }
}
