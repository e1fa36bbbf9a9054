using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Issuance.Api.Storage;
using KubeCredential.Storage;
using KubeCredential.VerifiableCredentials.StatusLists;
using Microsoft.Extensions.Options;

namespace Issuance.Api.StatusLists;

/// <summary>The status lists in the database: their entries, and what is published of them.</summary>
/// <remarks>
/// The bit of an entry is kept by a trigger, in the transaction that changes the credential's state, which also notes that the list has changed. A list is rebuilt from the committed bits while
/// its row is locked, so that of two replicas the later one has read the later bits.
/// </remarks>
internal sealed class StatusListStore(SqlDialect dialect, IOptions<StatusListOptions> options)
{
    /// <summary>A list to publish.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Issuer">The issuer's slug.</param>
    /// <param name="Size">How many entries it has.</param>
    internal readonly record struct Open(int Number, string Issuer, int Size);

    /// <summary>A list as it is published.</summary>
    /// <param name="Document">The signed credential: JSON text.</param>
    /// <param name="Version">How many times it has been published.</param>
    internal readonly record struct Published(string Document, long Version);

    /// <summary>A signed list.</summary>
    /// <param name="Purpose">Its purpose.</param>
    /// <param name="Document">The signed credential: JSON text.</param>
    /// <param name="KeyId">The key with which it is signed.</param>
    /// <param name="ValidUntil">Until when it may be used.</param>
    internal readonly record struct Signed(string Purpose, string Document, string KeyId, DateTimeOffset ValidUntil);

    /// <summary>A list as it is published, or null.</summary>
    public async Task<Published?> FindAsync(string purpose, int number, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command("SELECT document, version FROM status_list_documents WHERE list = @list AND purpose = @purpose").With("@list", number).With("@purpose", purpose);
        var found = await command.ListAsync(static reader => new Published(reader.GetString(0), reader.GetInt64(1)), cancellationToken);
        return found is [var one] ? one : null;
    }

    /// <summary>Takes entries of a list of an issuer that nobody else has, or will have. What is not used of them stays unused.</summary>
    /// <param name="issuer">The issuer's slug.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The list, which may not be published yet, and the entries.</returns>
    public async Task<(Open List, int[] Indexes)> TakeAsync(string issuer, int count, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if (!dialect.IsSqlite)
        {
            // One after the other for each issuer: of many that find no list with room, one makes it.
            await using var hold = connection.Command("SELECT 1 FROM issuers WHERE slug = @issuer FOR NO KEY UPDATE", transaction).With("@issuer", issuer);
            await hold.ExecuteScalarAsync(cancellationToken);
        }

        await using var take = connection.Command(
            """
            UPDATE status_lists SET used = used + @count
            WHERE number = (SELECT number FROM status_lists WHERE issuer = @issuer AND used < size AND used + @count <= size ORDER BY number LIMIT 1)
            RETURNING number, size, used, permutation_key
            """,
            transaction).With("@issuer", issuer).With("@count", count);
        var taken = await take.ListAsync(ReadTaken, cancellationToken);
        if (taken.Count == 0)
        {
            await using var add = connection.Command(
                $"""
                INSERT INTO status_lists (issuer, size, used, permutation_key, created_at) VALUES (@issuer, @size, @count, @key, {dialect.Now})
                RETURNING number, size, used, permutation_key
                """,
                transaction).With("@issuer", issuer).With("@size", options.Value.Size).With("@count", count).With("@key", RandomNumberGenerator.GetBytes(IndexPermutation.KeyBytes));
            taken = await add.ListAsync(ReadTaken, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        var (number, size, used, key) = taken[0];
        var permutation = new IndexPermutation(key, size);
        return (new Open(number, issuer, size), [.. Enumerable.Range(used - count, count).Select(permutation.IndexOf)]);

        static (int Number, int Size, int Used, byte[] Key) ReadTaken(DbDataReader reader) => (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetFieldValue<byte[]>(3));
    }

    /// <summary>Gives a credential its place in a list, unless it has one. From then on every change of its state reaches the list.</summary>
    /// <returns>Its place.</returns>
    public async Task<(int List, int Index)> EnterAsync(Guid credentialId, int list, int index, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        // A change of the state that is under way is waited for, and a later one sees the entry.
        await using var hold = connection.Command($"SELECT state FROM credentials WHERE id = @id {dialect.Holding}", transaction).With("@id", credentialId);
        var state = (await hold.ListAsync(static reader => reader.GetString(0), cancellationToken)).Single();
        await using var enter = connection.Command(
            $"INSERT INTO status_entries (credential_id, list, entry_index, bit) VALUES (@id, @list, @index, {SchemaRules.BitOf("@state")}) ON CONFLICT (credential_id) DO NOTHING", transaction)
            .With("@id", credentialId).With("@list", list).With("@index", index).With("@state", state);
        if (await enter.ExecuteNonQueryAsync(cancellationToken) == 1)
        {
            await using var note = connection.Command($"INSERT INTO status_changes (list) SELECT @list WHERE {SchemaRules.BitOf("@state")} <> 0", transaction).With("@list", list).With("@state", state);
            await note.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var find = connection.Command("SELECT list, entry_index FROM status_entries WHERE credential_id = @id", transaction).With("@id", credentialId);
        var place = (await find.ListAsync(static reader => (reader.GetInt32(0), reader.GetInt32(1)), cancellationToken)).Single();
        await transaction.CommitAsync(cancellationToken);
        return place;
    }

    /// <summary>A credential's place in a list, or null.</summary>
    public async Task<(int List, int Index)?> FindPlaceAsync(Guid credentialId, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var find = connection.Command("SELECT list, entry_index FROM status_entries WHERE credential_id = @id").With("@id", credentialId);
        return await find.ListAsync(static reader => (reader.GetInt32(0), reader.GetInt32(1)), cancellationToken) is [var place] ? place : null;
    }

    /// <summary>Some of the lists that have changed since they were published.</summary>
    /// <param name="besides">Lists that are left out.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<List<Open>> ChangedAsync(IReadOnlyCollection<int> besides, int limit, CancellationToken cancellationToken) =>
        FindAsync("l.number IN (SELECT list FROM status_changes)", besides, limit, cancellationToken);

    /// <summary>Some of the lists that were never published, or have to be published again because of their age or their key. It looks at every list.</summary>
    /// <param name="besides">Lists that are left out.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<List<Open>> OverdueAsync(IReadOnlyCollection<int> besides, int limit, CancellationToken cancellationToken) => FindAsync(
        $"""
        l.number IN (SELECT d.list FROM status_list_documents d WHERE d.published_at < {dialect.NowPlus("-@age")})
          OR l.number IN (SELECT d.list FROM signing_keys k JOIN status_list_documents d ON d.key_id = k.key_id WHERE k.state = '{SigningKeys.SigningKeyState.Compromised}')
          OR NOT EXISTS (SELECT 1 FROM status_list_documents d WHERE d.list = l.number)
        """,
        besides, limit, cancellationToken, ("@age", options.Value.ValidFor.TotalSeconds / 2));

    private async Task<List<Open>> FindAsync(string condition, IReadOnlyCollection<int> besides, int limit, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT l.number, l.issuer, l.size FROM status_lists l WHERE l.number NOT IN (SELECT t.number FROM {dialect.Rows("number")}) AND ({condition}) ORDER BY l.number LIMIT @limit").With("@limit", limit);
        foreach (var (name, value) in parameters) command.With(name, value);
        dialect.AddRows(command, new RowColumn("number", besides.ToArray()));
        return await command.ListAsync(static reader => new Open(reader.GetInt32(0), reader.GetString(1), reader.GetInt32(2)), cancellationToken);
    }

    /// <summary>Whether a list has been published.</summary>
    public async Task<bool> IsPublishedAsync(int number, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT COUNT(*) FROM status_list_documents WHERE list = @list").With("@list", number);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture) > 0; // Both purposes at once.
    }

    /// <summary>Publishes a list: rebuilds it from the committed bits and stores what is signed of it.</summary>
    /// <param name="list">The list.</param>
    /// <param name="sign">Signs it for each purpose.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>How many changes it now has in it; null if another replica is publishing it.</returns>
    public async Task<int?> PublishAsync(Open list, Func<Bitstring, Bitstring, CancellationToken, Task<Signed[]>> sign, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var hold = connection.Command($"SELECT number FROM status_lists WHERE number = @list {(dialect.IsSqlite ? "" : "FOR UPDATE SKIP LOCKED")}", transaction).With("@list", list.Number);
        if ((await hold.ListAsync(static reader => reader.GetInt32(0), cancellationToken)).Count == 0) return null;
        await using var take = connection.Command("DELETE FROM status_changes WHERE list = @list", transaction).With("@list", list.Number);
        var changes = await take.ExecuteNonQueryAsync(cancellationToken);
        // A later statement, which sees at least what that one saw.
        var (revoked, suspended) = (new Bitstring(list.Size), new Bitstring(list.Size));
        await using (var read = connection.Command("SELECT entry_index, bit FROM status_entries WHERE list = @list AND bit <> 0", transaction).With("@list", list.Number))
        await using (var reader = await read.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken)) ((StatusBit)reader.GetInt16(1) == StatusBit.Revoked ? revoked : suspended)[reader.GetInt32(0)] = true;
        }

        foreach (var signed in await sign(revoked, suspended, cancellationToken))
        {
            await using var write = connection.Command(
                $"""
                INSERT INTO status_list_documents (list, purpose, version, document, key_id, published_at, valid_until) VALUES (@list, @purpose, 1, @document, @key, {dialect.Now}, @until)
                ON CONFLICT (list, purpose) DO UPDATE SET
                  version = status_list_documents.version + 1, document = excluded.document, key_id = excluded.key_id, published_at = excluded.published_at, valid_until = excluded.valid_until
                """,
                transaction).With("@list", list.Number).With("@purpose", signed.Purpose).With("@document", signed.Document).With("@key", signed.KeyId).With("@until", dialect.Time(signed.ValidUntil));
            await write.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return changes;
    }
}
