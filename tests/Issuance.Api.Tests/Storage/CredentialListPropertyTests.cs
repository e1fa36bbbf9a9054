using System.Globalization;
using Issuance.Api.Credentials;
using Issuance.Api.Storage;
using KubeCredential.Events;
using KubeCredential.Text;

namespace Issuance.Api.Tests.Storage;

/// <summary>
/// Whatever is searched for, in whatever order, by whatever way it is found: the pages together are what a simple filter over all rows gives. The ways are forced by
/// random limits.
/// </summary>
public abstract class CredentialListPropertyTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    private const int Credentials = 220;
    private const int Searches = 260;

    private static readonly string[] s_names =
    [
        "Ada", "Zoë", "Zoe", "Müller", "Muller", "Łukasz", "Núñez", "O'Brien", "van", "de", "Maria", "María", "Anna-Maria", "王小明", "王", "小明王", "山田たろう", "김철수", "สมชาย", "محمد", "مُحَمَّد", "Σίσυφος", "Işık",
        "Groß", "Ma", "𠮷田", "🎓", "Jr.", "II", "1984",
    ];

    private static readonly string[] s_types = ["Bachelor of Science", "bachelor of science", "Master of Arts", "Führerschein Klasse B", "王牌 Diploma", "Maria Prize"];
    private static readonly string[] s_issuers = ["University of London", "Universität Zürich", "Łódź Academy", "Muller & Sons"];
    private static readonly string[] s_asked = [.. s_names, "m", "z", "zur", "univ", "bach", "sci", "lodz", "小", "明王", "たろ", "ชาย", "철", "mar", "ma", "ada mu", "nobody", "diploma 王", "S-7", "s-7", "b", "o br", "σισ"];

    private static readonly Guid[] s_batches = [Guid.CreateVersion7(), Guid.CreateVersion7()];

    public sealed class OnSqlite(TestDatabases databases) : CredentialListPropertyTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : CredentialListPropertyTests(databases, DatabaseKind.Postgres);

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    /// <summary>A credential as a simple filter sees it.</summary>
    private sealed record Row(Guid Id, string Holder, string Type, string Issuer, string? Number, string State, bool Stands, DateOnly? Expiry, DateOnly? ValidFrom, DeliveryState Delivery)
    {
        /// <summary>The batches that have done something to it.</summary>
        public Guid[] Batches { get; init; } = [];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Pages_are_what_a_simple_filter_gives(int seed)
    {
        var random = new Random(seed);
        await FillAsync(random);
        var rows = await ReadAsync();
        Assert.True(rows.Count > Credentials / 2);
        var found = 0;
        for (var i = 0; i < Searches; i++)
        {
            var (query, sort) = Query(random, rows);
            var errors = new Dictionary<string, string[]>();
            var filter = query.Read(sort, random.Next(8) == 0 ? s_issuers[random.Next(s_issuers.Length)] : null, Today, errors);
            Assert.Empty(errors);
            var limits = Limits(random);
            var search = new CredentialSearch(Database.Dialect, Database.Credentials, limits);
            var expected = Sorted(rows.Where(row => Matches(row, filter)), filter.Order).Select(static row => row.Id).ToArray();
            var what = $"search {i} of seed {seed}: {query}, {sort}, {filter.Organisation}, {limits}";

            var (seen, after, size) = (new List<Guid>(), default(CredentialPlace?), random.Next(1, 60));
            while (true)
            {
                var page = await search.PageAsync(filter, after, size, Token);
                seen.AddRange(page.Select(static one => one.Entry.Credential.Id));
                Assert.True(seen.Count <= rows.Count, what);
                if (page.Count < size) break;
                // As a caller hands it back.
                after = CredentialPlace.Parse(page[^1].Place.ToCursor(), filter.Order);
                Assert.Equal(page[^1].Place, after);
            }

            Assert.True(expected.SequenceEqual(seen), $"{what}\nexpected {string.Join(", ", expected.Select(Name))}\nfound {string.Join(", ", seen.Select(Name))}");
            found += seen.Count;
            var (count, isExact) = await search.CountAsync(filter, Token);
            Assert.True(isExact ? count == expected.Length : count <= expected.Length, $"{what}: counted {count} ({isExact}), there are {expected.Length}");
            if (limits.LookedAt > Credentials && limits.MostCounted > Credentials) Assert.True(isExact, what);
        }

        Assert.True(found > 5 * Searches, "Too few searches find anything.");

        string Name(Guid id) => rows.Find(row => row.Id == id) is { } row ? $"{row.Holder} ({row.Type}, {row.Issuer}, {row.Expiry})" : "nobody";
    }

    private static (CredentialQuery Query, string? Sort) Query(Random random, List<Row> rows)
    {
        string? Maybe(int oneIn, Func<string> value) => random.Next(oneIn) == 0 ? value() : null;
        string Asked() => s_asked[random.Next(s_asked.Length)] + (random.Next(3) == 0 ? " " + s_asked[random.Next(s_asked.Length)] : "");
        string Day() => Rfc3339.Format(Today.AddDays(random.Next(-30, 30)));
        string[]? Some(string[] of) => random.Next(6) == 0 ? [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => of[random.Next(of.Length)])] : null;
        var (issuedFrom, issuedTo) = (Maybe(8, Day), Maybe(8, Day));
        if (string.CompareOrdinal(issuedFrom, issuedTo) > 0) (issuedFrom, issuedTo) = (issuedTo, issuedFrom);
        var (expiresFrom, expiresTo) = (Maybe(8, Day), Maybe(8, Day));
        if (string.CompareOrdinal(expiresFrom, expiresTo) > 0) (expiresFrom, expiresTo) = (expiresTo, expiresFrom);
        var status = Maybe(5, () => CredentialStatuses.All[random.Next(CredentialStatuses.All.Count)]);
        return (new CredentialQuery
        {
            Q = Maybe(2, Asked),
            Holder = Maybe(5, Asked),
            Id = Maybe(40, () => rows[random.Next(rows.Count)].Id.ToString()),
            Type = Maybe(8, () => random.Next(9) == 0 ? "Zebra" : s_types[random.Next(s_types.Length)][..random.Next(1, 6)].Trim()),
            Issuer = Maybe(8, () => s_issuers[random.Next(s_issuers.Length)][..random.Next(1, 6)].Trim()),
            CredentialType = Some(s_types),
            IssuerName = Some(s_issuers),
            State = Maybe(6, () => DeliveryStates.Names[random.Next(DeliveryStates.Names.Count)]),
            Status = status,
            ExpiresBefore = status is CredentialStatuses.Expired or CredentialStatuses.NotYetValid ? null : Maybe(10, Day),
            IssuedFrom = issuedFrom,
            IssuedTo = issuedTo,
            ExpiresFrom = expiresFrom,
            ExpiresTo = expiresTo,
            Batch = Maybe(7, () => s_batches[random.Next(s_batches.Length)].ToString()),
        }, Maybe(1, () => CredentialOrders.Names[random.Next(CredentialOrders.Names.Count)]) is { } sort && random.Next(4) > 0 ? sort : null);
    }

    private static SearchLimits Limits(Random random)
    {
        int One(params int[] of) => of[random.Next(of.Length)];
        return new SearchLimits
        {
            VeryFew = One(1, 5, 40, 10_000),
            Few = One(1, 40, 10_000),
            Many = One(1, 40, 10_000),
            Texts = One(1, 3, 200),
            Arms = One(1, 3, 32),
            FirstChunk = One(1, 7, 256),
            LargestChunk = One(8, 4_000),
            ShortWalk = One(0, 5, 30, 8_000),
            Probe = One(1, 5, 500),
            Denser = One(1, 3, 8),
            MostCounted = One(3, 100_000),
            LookedAt = One(3, 40, 20_000),
        };
    }

    private static bool Matches(Row row, CredentialFilter filter)
    {
        if (filter.Words.Count > 0 && row.Number != filter.HolderId && !filter.Words.All(word => Has(row.Holder, word) || Has(row.Type, word) || Has(row.Issuer, word))) return false;
        var issued = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(row.Id.ToString("N")[..12], 16)).UtcDateTime);
        return filter.Holder.All(word => Has(row.Holder, word))
            && (filter.Id is null || row.Id == filter.Id)
            && (filter.Type is null || UnicodeText.Fold(row.Type).StartsWith(filter.Type, StringComparison.Ordinal))
            && (filter.Issuer is null || UnicodeText.Fold(row.Issuer).StartsWith(filter.Issuer, StringComparison.Ordinal))
            && (filter.Types.Count == 0 || filter.Types.Contains(row.Type))
            && (filter.Issuers.Count == 0 || filter.Issuers.Contains(row.Issuer))
            && (filter.Organisation is null || row.Issuer == filter.Organisation)
            && (filter.Batch is not { } batch || row.Batches.Contains(batch))
            && (filter.State is null || row.Delivery == filter.State)
            && (filter.Status is not { } status || (status switch
            {
                CredentialStatuses.Expired => row.State == CredentialState.Active && row.Expiry < filter.Today,
                CredentialStatuses.NotYetValid => row.State == CredentialState.Active && row.ValidFrom > filter.Today,
                _ => row.State == status,
            }))
            && (filter.ExpiresBefore is null || (row.Stands && row.Expiry >= filter.Today && row.Expiry < filter.ExpiresBefore))
            && (filter.ExpiresFrom is null || row.Expiry >= filter.ExpiresFrom) && (filter.ExpiresTo is null || row.Expiry <= filter.ExpiresTo)
            && (filter.IssuedFrom is null || issued >= filter.IssuedFrom) && (filter.IssuedTo is null || issued <= filter.IssuedTo);
    }

    /// <summary>Word by word, without the index's words: a word begins with what is sought, or text without spaces has it anywhere.</summary>
    private static bool Has(string text, SearchText.Word word) =>
        SearchText.Normalise(text).Split(' ').Any(one => word.Pattern.StartsWith(' ') ? one.StartsWith(word.Text, StringComparison.Ordinal) : one.Contains(word.Text, StringComparison.Ordinal));

    private static IEnumerable<Row> Sorted(IEnumerable<Row> rows, CredentialOrder order)
    {
        var names = Comparer<string>.Create(static (one, other) => System.Text.Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(other)));
        return order switch
        {
            CredentialOrder.Newest => rows.OrderByDescending(static row => row.Id),
            CredentialOrder.Oldest => rows.OrderBy(static row => row.Id),
            CredentialOrder.Name => rows.OrderBy(static row => SearchText.Normalise(row.Holder), names).ThenBy(static row => row.Id),
            CredentialOrder.NameFromEnd => rows.OrderByDescending(static row => SearchText.Normalise(row.Holder), names).ThenByDescending(static row => row.Id),
            CredentialOrder.Expiry => rows.OrderBy(static row => row.Expiry is null).ThenBy(static row => row.Expiry).ThenBy(static row => row.Id),
            CredentialOrder.LatestExpiry => rows.OrderBy(static row => row.Expiry is null).ThenByDescending(static row => row.Expiry).ThenByDescending(static row => row.Id),
            _ => rows.OrderBy(static row => row.ValidFrom).ThenBy(static row => row.Id),
        };
    }

    private async Task FillAsync(Random random)
    {
        for (var i = 0; i < Credentials; i++)
        {
            var name = string.Join(' ', Enumerable.Range(0, random.Next(1, 4)).Select(_ => s_names[random.Next(s_names.Length)]));
            await Database.Credentials.AppendAsync(
                [
                    NewCredentials.Make(
                        name, s_types[random.Next(s_types.Length)], s_issuers[random.Next(s_issuers.Length)],
                        expiryDate: random.Next(2) == 0 ? Today.AddDays(random.Next(-20, 20)) : null, holderId: random.Next(3) == 0 ? string.Create(CultureInfo.InvariantCulture, $"S-{random.Next(40)}") : null,
                        validFrom: random.Next(5) == 0 ? Today.AddDays(random.Next(-5, 9)) : null, at: DateTimeOffset.UtcNow.AddDays(-random.Next(40)).AddMinutes(-i)),
                ],
                TimeSpan.Zero, Token);
        }

        var ids = await Database.ListAsync("SELECT id, event_id FROM credentials", static reader => (Id: reader.GetGuid(0), EventId: reader.GetGuid(1)));
        var number = 1;
        foreach (var (id, eventId) in ids)
        {
            if (random.Next(4) == 0) await Database.ExecuteAsync("UPDATE credentials SET state = @state, standing = 0 WHERE id = @id", ("@state", random.Next(2) == 0 ? CredentialState.Revoked : CredentialState.Suspended), ("@id", id));
            if (random.Next(2) == 0) await Database.ExecuteAsync("DELETE FROM outbox WHERE event_id = @id", ("@id", eventId));
            else await Database.ExecuteAsync("UPDATE outbox SET state = @state WHERE event_id = @id", ("@state", (short)random.Next(6)), ("@id", eventId));
            if (random.Next(3) == 0)
            {
                // What a row that failed is about is none of the batch's; a renewal is about two credentials.
                await Database.ExecuteAsync(
                    "INSERT INTO batch_rows (batch_id, row, outcome, credential_id, successor_id) VALUES (@batch, @row, @outcome, @id, @other)",
                    ("@batch", s_batches[random.Next(s_batches.Length)]), ("@row", number++), ("@outcome", (short)random.Next(1, 4)), ("@id", id), ("@other", random.Next(4) == 0 ? ids[random.Next(ids.Count)].Id : null));
            }

            if (random.Next(20) == 0)
            {
                // As an erasure does.
                await Database.ExecuteAsync($"UPDATE credentials SET state = '{CredentialState.Erased}', standing = 0 WHERE id = @id", ("@id", id));
                await Database.ExecuteAsync($"UPDATE credentials SET {SchemaRules.EraseColumns} WHERE id = @id", ("@id", id));
                await Database.ExecuteAsync("DELETE FROM credential_words WHERE credential_id = @id", ("@id", id));
            }
        }
    }

    private async Task<List<Row>> ReadAsync()
    {
        var done = await Database.ListAsync("SELECT batch_id, credential_id, successor_id FROM batch_rows WHERE outcome = 2", static reader => (Batch: reader.GetGuid(0), Id: reader.GetGuid(1), Other: reader.IsDBNull(2) ? (Guid?)null : reader.GetGuid(2)));
        var rows = await Database.ListAsync(
            "SELECT c.id, c.holder_name, c.credential_type, c.issuer_name, c.holder_id, c.state, c.standing, c.expiry_date, c.valid_from, o.state FROM credentials c LEFT JOIN outbox o ON o.event_id = c.event_id",
            reader => new Row(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetString(5), reader.GetInt16(6) == 1,
                reader.IsDBNull(7) ? null : Database.Dialect.ReadDay(reader, 7), reader.IsDBNull(8) ? null : Database.Dialect.ReadDay(reader, 8),
                reader.IsDBNull(9) ? DeliveryState.Confirmed : (DeliveryState)reader.GetInt16(9)));
        return rows.ConvertAll(row => row with { Batches = [.. done.Where(one => one.Id == row.Id || one.Other == row.Id).Select(static one => one.Batch)] });
    }
}
