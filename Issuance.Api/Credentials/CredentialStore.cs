using System.Data.Common;
using Issuance.Api.EventStore;
using Issuance.Api.Storage;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Credentials;

/// <summary>Writes and reads credentials.</summary>
internal sealed class CredentialStore(SqlDialect dialect)
{
    private readonly EventAppender _events = new(dialect);

    /// <summary>Selects what <see cref="ReadEntry"/> reads.</summary>
    internal const string SelectDelivery =
        """
        SELECT c.id, c.holder_name, c.credential_type, c.issuer_name, c.content, c.issued_at,
               o.state, o.attempts, o.publications, o.due_at, COALESCE(o.published_at, c.published_at), COALESCE(o.confirmed_at, c.confirmed_at), o.dead_at, o.reason,
               e.trace_parent
        FROM credentials c
        LEFT JOIN outbox o ON o.event_id = c.event_id
        LEFT JOIN credential_events e ON e.credential_id = c.id AND e.version = c.version
        """;

    /// <summary>Issues credentials, except those that already exist.</summary>
    /// <param name="batch">The credentials.</param>
    /// <param name="lease">How long their events are reserved for this process's relay; zero if any relay may claim them immediately.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>For each, in order, the ID of the credential that now exists for this holder, type and issuer: its own if it was
    /// written (now, or by an earlier attempt whose outcome was unknown), another's if it was a duplicate.</returns>
    /// <exception cref="DbException">Nothing was written, or the outcome is unknown; the same call may be repeated.</exception>
    /// <exception cref="InvalidOperationException">A credential was refused as a duplicate of one that could not be found afterwards.</exception>
    public async Task<Guid[]> AppendAsync(IReadOnlyList<NewCredential> batch, TimeSpan lease, CancellationToken cancellationToken) => Array.ConvertAll(
        await _events.AppendEachAsync([.. batch.Select(static one => one.Fact)], lease, cancellationToken),
        static result => result.Outcome is AppendOutcome.Appended or AppendOutcome.Duplicate
            ? result.CredentialId
            : throw new InvalidOperationException($"A new credential was refused: {result.Outcome}."));

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
        var issuedAt = dialect.ReadTime(reader, 5);
        // Outbox rows are deleted some time after delivery, so a missing row means confirmed.
        var state = reader.IsDBNull(6) ? DeliveryState.Confirmed : (DeliveryState)reader.GetInt16(6);
        return new CredentialEntry(
            new CredentialDocument(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)),
            new DeliveryDocument(
                DeliveryStates.NameOf(state),
                reader.IsDBNull(7) ? 0 : reader.GetInt32(7),
                reader.IsDBNull(8) ? 1 : reader.GetInt32(8),
                issuedAt,
                dialect.ReadTimeOrNull(reader, 10),
                dialect.ReadTimeOrNull(reader, 11),
                dialect.ReadTimeOrNull(reader, 12),
                state is DeliveryState.Pending or DeliveryState.Retrying ? dialect.ReadTime(reader, 9) : null,
                reader.StringOrNull(13)),
            AuditEntry.TraceIdOf(reader.StringOrNull(14)));
    }
}
