using System.Data.Common;
using System.Globalization;
using Issuance.Api.EventStore;
using Issuance.Api.SigningKeys;
using Issuance.Api.Storage;
using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>
/// Signs anew what was signed with a compromised key, until nothing depends on it. It reads the event store from its beginning to its end, a portion at a time, as often as it finds
/// something; the last event of each credential is published again with its new signature. Once a reading that began after the last such event could have been committed has found
/// nothing, and everything up to then has been delivered, the key is marked as replaced.
/// </summary>
/// <remarks>
/// An event may be on its way while it is signed anew: a relay has read it, or the verifier has applied it and its confirmation is under way. So its row says with which key it must have been
/// received, and a confirmation of the older signature does not end its delivery. Otherwise the verifier would be left with a signature that it no longer believes once the key is replaced.
/// </remarks>
/// <remarks>Any number of replicas may do it at the same time: an event that another one has signed anew is left alone. After a restart, the reading begins again.</remarks>
internal sealed partial class SigningKeyReplacement(
    SqlDialect dialect, SigningKeyStore store, SigningKeyRing keys, EventSigner signer, HeartbeatStore delivered, OutboxSignal relay, DatabaseReadiness database, IOptions<SigningOptions> options,
    TimeProvider time, LoopRegistry loops, ILogger<SigningKeyReplacement> logger)
    : BackgroundLoop("signing-key-replacement", loops, logger)
{
    private const int Portion = 1000;
    private const short Pending = (short)DeliveryState.Pending;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private EventReader.Place _place;
    private long _found;
    private DateTimeOffset? _began;
    private DateTimeOffset? _clean;

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        string[] compromised = [.. keys.Keys.Where(static key => key is { State: SigningKeyState.Compromised, ReplacedAt: null }).Select(static key => key.KeyId)];
        if (compromised.Length == 0)
        {
            (_place, _found, _began, _clean) = (default, 0, null, null);
            return false;
        }

        _began ??= await NowAsync(cancellationToken);
        var (last, replaced) = await ReplaceAsync(compromised, cancellationToken);
        _found += replaced;
        if (last is { } place)
        {
            _place = place;
            return true;
        }

        if (_found > 0) LogReplaced(logger, _found);
        _clean = _found > 0 ? null : _clean ?? _began;
        (_place, _found, _began) = (default, 0, null);
        if (_clean is not { } since) return false;
        var (asOf, _) = await delivered.LookAsync(cancellationToken);
        foreach (var key in keys.Keys.Where(key => compromised.Contains(key.KeyId)))
        {
            if (since < key.CompromisedAt + options.Value.SettleTime) _clean = null; // Something may have been committed after it was read.
            else if (asOf > since) await store.MarkReplacedAsync(key.KeyId, cancellationToken);
        }

        return false;
    }

    private async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {dialect.Now}");
        return (await command.ListAsync(reader => dialect.ReadTime(reader, 0), cancellationToken)).Single();
    }

    /// <summary>Signs those of the next events anew that need it.</summary>
    /// <returns>Up to where events were read, or null at the end; and how many were signed anew.</returns>
    private async Task<(EventReader.Place? Last, long Replaced)> ReplaceAsync(string[] compromised, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        // By the index of the event feed, and the events themselves by their key: a portion costs the same however many events there are.
        var (place, after) = dialect.IsSqlite ? ("e.position", "e.position > @position") : ("e.transaction_id, e.position", "(e.transaction_id, e.position) > (@transaction::text::xid8, @position)");
        await using var look = connection.Command(
            $"""
            SELECT {(dialect.IsSqlite ? "'0'" : "e.transaction_id::text")} AS place, e.position, e.credential_id, e.version, e.key_id
            FROM credential_events e WHERE {after} ORDER BY {place} LIMIT {Portion}
            """).With("@position", _place.Position);
        if (!dialect.IsSqlite) look.With("@transaction", _place.Transaction.ToString(CultureInfo.InvariantCulture));
        var next = await look.ListAsync(
            static reader => (
                Place: new EventReader.Place(ulong.Parse(reader.GetString(0), CultureInfo.InvariantCulture), reader.GetInt64(1)), CredentialId: reader.GetGuid(2), Version: reader.GetInt32(3), KeyId: reader.GetString(4)),
            cancellationToken);
        if (next.Count == 0) return (null, 0);
        var last = next[^1].Place;
        next.RemoveAll(one => !compromised.Contains(one.KeyId));
        if (next.Count == 0) return (last, 0);

        await using var read = connection.Command(
            $"""
            SELECT c.event_id, {EventRows.Columns}
            FROM {dialect.Rows("credential_id", "version")}
            JOIN credential_events e ON e.credential_id = t.credential_id AND e.version = t.version
            JOIN credentials c ON c.id = e.credential_id
            """);
        dialect.AddRows(read, new("credential_id", next.ConvertAll(static one => one.CredentialId).ToArray()), new("version", next.ConvertAll(static one => one.Version).ToArray()));
        var old = await read.ListAsync(reader => (Last: reader.GetGuid(0), Event: EventRows.Read(dialect, reader, ordinal: 1, maxRetries: 0)), cancellationToken);
        old.RemoveAll(one => !compromised.Contains(one.Event.Signature!.Value.KeyId)); // Another replica was quicker.
        if (old.Count == 0) return (last, 0);

        var signed = await signer.SignAsync(old.ConvertAll(static one => one.Event), cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var write = connection.Command(
            $"""
            UPDATE credential_events SET key_id = t.key_id, signature = t.signature
            FROM {dialect.Rows("credential_id", "version", "old_key_id", "key_id", "signature")}
            WHERE credential_events.credential_id = t.credential_id AND credential_events.version = t.version AND credential_events.key_id = t.old_key_id
            RETURNING event_id
            """,
            transaction);
        dialect.AddRows(
            write,
            new("credential_id", old.ConvertAll(static one => one.Event.CredentialId).ToArray()),
            new("version", old.ConvertAll(static one => one.Event.Version).ToArray()),
            new("old_key_id", old.ConvertAll(static one => one.Event.Signature!.Value.KeyId).ToArray()),
            new("key_id", Array.ConvertAll(signed, static one => one.KeyId)),
            new("signature", Array.ConvertAll(signed, static one => one.Value)));
        var written = (await write.ListAsync(static reader => reader.GetGuid(0), cancellationToken)).ToHashSet();
        foreach (var (keyId, events) in old.Where(one => written.Contains(one.Event.EventId)).CountBy(static one => one.Event.Signature!.Value.KeyId))
        {
            await using var count = connection.Command("UPDATE signing_keys SET signed_anew = signed_anew + @count WHERE key_id = @id", transaction).With("@count", events).With("@id", keyId);
            await count.ExecuteNonQueryAsync(cancellationToken);
        }

        // Older events of a credential are only read, in the feed.
        var current = old.Zip(signed).Where(one => one.First.Last == one.First.Event.EventId && written.Contains(one.First.Event.EventId)).Select(static one => (one.First.Event, one.Second.KeyId))
            .OrderBy(static one => one.Event.EventId).ToList(); // In the order in which all lock these rows.
        if (current.Count > 0) await PublishAsync(connection, transaction, current, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        relay.Set();
        return (last, written.Count);
    }

    /// <summary>Has events published with their new signatures: those delivered, on their way, or given up by the verifier, which may only have disliked the old signature. The others wait to be published anyway.</summary>
    private async Task PublishAsync(DbConnection connection, DbTransaction transaction, List<(CredentialEvent Event, string KeyId)> events, CancellationToken cancellationToken)
    {
        var waits = $"outbox.state IN ({Pending}, {(short)DeliveryState.Retrying})";
        var ids = events.ConvertAll(static one => one.Event.EventId);
        await using var publish = connection.Command(
            $"""
            INSERT INTO outbox (event_id, credential_id, version, state, created_at, due_at, signed_anew_with)
            SELECT t.event_id, t.credential_id, t.version, {Pending}, {dialect.Now}, {dialect.Now}, t.key_id
            FROM {dialect.Rows("event_id", "credential_id", "version", "key_id")}
            WHERE true
            ON CONFLICT (event_id) DO UPDATE SET signed_anew_with = excluded.signed_anew_with, leased_until = NULL,
              state = CASE WHEN {waits} THEN outbox.state ELSE {Pending} END, due_at = CASE WHEN {waits} THEN outbox.due_at ELSE {dialect.Now} END,
              dead_at = NULL, dead_by = NULL, reason = CASE WHEN {waits} THEN outbox.reason END
            WHERE {waits} OR outbox.state IN ({(short)DeliveryState.Published}, {(short)DeliveryState.Confirmed}) OR (outbox.state = {(short)DeliveryState.Dead} AND outbox.dead_by = '{DeadBy.Verifier}')
            """,
            transaction);
        dialect.AddRows(
            publish,
            new("event_id", ids.ToArray()),
            new("credential_id", events.ConvertAll(static one => one.Event.CredentialId).ToArray()),
            new("version", events.ConvertAll(static one => one.Event.Version).ToArray()),
            new("key_id", events.ConvertAll(static one => one.KeyId).ToArray()));
        await publish.ExecuteNonQueryAsync(cancellationToken);
        await GroupConfirmations.ForgetAsync(dialect, connection, transaction, ids, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Signed {Events} events anew that had been signed with a compromised key")]
    private static partial void LogReplaced(ILogger logger, long events);
}
