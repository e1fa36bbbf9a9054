using System.Data.Common;
using Issuance.Api.EventStore;
using Issuance.Api.Storage;
using KubeCredential.Events;
using KubeCredential.Hosting;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Credentials;

/// <summary>Writes and reads credentials.</summary>
internal sealed class CredentialStore(SqlDialect dialect)
{
    private readonly EventAppender _events = new(dialect);
    private readonly CredentialTexts _texts = new(dialect);

    /// <summary>Selects what <see cref="ReadEntry"/> reads.</summary>
    internal const string SelectDelivery =
        """
        SELECT c.id, c.holder_name, c.credential_type, c.issuer_name, c.content, c.version, e.status, e.occurred_at,
               o.state, o.attempts, o.publications, o.due_at, COALESCE(o.published_at, c.published_at), COALESCE(o.confirmed_at, c.confirmed_at), o.dead_at, o.reason,
               e.trace_parent, c.holder_id
        FROM credentials c
        JOIN credential_events e ON e.credential_id = c.id AND e.version = c.version
        LEFT JOIN outbox o ON o.event_id = c.event_id
        """;

    /// <inheritdoc cref="SqlDialect.MakeDurableAsync"/>
    public async Task MakeDurableAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await dialect.MakeDurableAsync(connection, cancellationToken);
    }

    /// <inheritdoc cref="EventAppender.AppendAsync"/>
    public async Task<AppendResult[]> AppendAsync(IReadOnlyList<CredentialFact[]> groups, TimeSpan lease, CancellationToken cancellationToken)
    {
        await _texts.RememberAsync(groups.SelectMany(static group => group).Select(static one => one.Content).OfType<NewContent>(), cancellationToken);
        return await _events.AppendAsync(groups, lease, cancellationToken);
    }

    /// <inheritdoc cref="EventAppender.FindStandingAsync(ValueTuple{string, string, string}[], CancellationToken)"/>
    public Task<Dictionary<(string HolderKey, string CredentialType, string IssuerName), AppendResult>> FindStandingAsync((string, string, string)[] wanted, CancellationToken cancellationToken) => _events.FindStandingAsync(wanted, cancellationToken);

    /// <inheritdoc cref="EventAppender.LapseAsync"/>
    public Task LapseAsync(Guid[] ids, DateOnly today, CancellationToken cancellationToken) => _events.LapseAsync(ids, today, cancellationToken);

    /// <summary>Those of the given credentials that exist, as a change is decided on them.</summary>
    public async Task<Dictionary<Guid, CurrentCredential>> ReadCurrentAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT c.id, c.content, c.content_hash, c.content_salt, c.holder_name, c.credential_type, c.issuer_name, c.holder_id, c.holder_email, c.expiry_date, c.version, e.status
            FROM {dialect.Rows("id")}
            JOIN credentials c ON c.id = t.id
            JOIN credential_events e ON e.credential_id = c.id AND e.version = c.version
            """);
        dialect.AddRows(command, new RowColumn("id", ids));
        var found = await command.ListAsync(
            reader => new CurrentCredential(
                reader.GetGuid(0), new EventContent(reader.StringOrNull(1), reader.GetString(2), reader.StringOrNull(3)), reader.GetString(4), reader.GetString(5), reader.GetString(6),
                reader.StringOrNull(7), reader.StringOrNull(8), reader.IsDBNull(9) ? null : dialect.ReadDay(reader, 9), reader.GetInt32(10), CredentialStatus.Parse(reader.GetString(11))),
            cancellationToken);
        return found.ToDictionary(static one => one.Id);
    }

    /// <summary>A credential as it was when it was issued, or null. One whose content has been erased since is as it is now.</summary>
    public async Task<CredentialDocument?> FindIssuedAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command(
            """
            SELECT c.holder_name, c.credential_type, c.issuer_name, c.content, e.status, e.version
            FROM credentials c JOIN credential_events e ON e.credential_id = c.id AND e.version = CASE WHEN c.content IS NULL THEN c.version ELSE 1 END
            WHERE c.id = @id
            """).With("@id", id);
        return (await command.ListAsync(
            reader => new CredentialDocument(id, reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.StringOrNull(3), CredentialStatus.Parse(reader.GetString(4)), reader.GetInt32(5)),
            cancellationToken)).SingleOrDefault();
    }

    /// <summary>What the issuer alone sees of a credential, or null if it does not exist or does not belong to the organisation that the caller is restricted to.</summary>
    public async Task<RecordDocument?> FindRecordAsync(Guid id, string? organisation, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, organisation, cancellationToken) is not { } entry) return null;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var email = connection.Command("SELECT holder_email FROM credentials WHERE id = @id").With("@id", id);
        await using var notes = connection.Command($"SELECT version, note FROM credential_notes WHERE credential_id = @id ORDER BY version LIMIT {RecordDocument.MostNotes}").With("@id", id);
        return new RecordDocument(
            entry.Credential, entry.Delivery, entry.TraceId, entry.HolderId,
            (await email.ListAsync(static reader => reader.StringOrNull(0), cancellationToken)).SingleOrDefault(),
            await notes.ListAsync(static reader => new NoteDocument(reader.GetInt32(0), reader.GetString(1)), cancellationToken), WorkerIdentity.Id);
    }

    /// <summary>One credential, or null.</summary>
    public async Task<CredentialEntry?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"{SelectDelivery} WHERE c.id = @id").With("@id", id);
        return (await command.ListAsync(ReadEntry, cancellationToken)).SingleOrDefault();
    }

    /// <summary>One credential, or null if it does not exist or does not belong to the organisation that the caller is restricted to.</summary>
    public async Task<CredentialEntry?> FindAsync(Guid id, string? organisation, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } found && (organisation is null || found.Credential.IssuerName == organisation) ? found : null;

    /// <summary>Those of the given credentials that exist, in no particular order.</summary>
    public async Task<List<CredentialEntry>> FindManyAsync(Guid[] ids, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"{SelectDelivery} WHERE c.id IN (SELECT id FROM {dialect.Rows("id")})");
        dialect.AddRows(command, new RowColumn("id", ids));
        return await command.ListAsync(ReadEntry, cancellationToken);
    }

    /// <summary>Credentials, newest first: those before <paramref name="before"/>, or the newest ones if it is null.</summary>
    public async Task<List<CredentialEntry>> ListAsync(Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection
            .Command($"{SelectDelivery} {(before is null ? "" : "WHERE c.id < @before")} ORDER BY c.id DESC LIMIT @limit")
            .With("@limit", limit);
        if (before is { } id) command.With("@before", id);
        return await command.ListAsync(ReadEntry, cancellationToken);
    }

    internal CredentialEntry ReadEntry(DbDataReader reader)
    {
        // Outbox rows are deleted some time after delivery, so a missing row means confirmed.
        var state = reader.IsDBNull(8) ? DeliveryState.Confirmed : (DeliveryState)reader.GetInt16(8);
        return new CredentialEntry(
            new CredentialDocument(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.StringOrNull(4), CredentialStatus.Parse(reader.GetString(6)), reader.GetInt32(5)),
            new DeliveryDocument(
                DeliveryStates.NameOf(state),
                reader.IsDBNull(9) ? 0 : reader.GetInt32(9),
                reader.IsDBNull(10) ? 1 : reader.GetInt32(10),
                dialect.ReadTime(reader, 7),
                dialect.ReadTimeOrNull(reader, 12),
                dialect.ReadTimeOrNull(reader, 13),
                dialect.ReadTimeOrNull(reader, 14),
                state is DeliveryState.Pending or DeliveryState.Retrying ? dialect.ReadTime(reader, 11) : null,
                reader.StringOrNull(15)),
            AuditEntry.TraceIdOf(reader.StringOrNull(16)),
            reader.StringOrNull(17));
    }
}
