using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;
using Verification.Api.Signatures;

namespace Verification.Api.TrustedIssuers;

/// <summary>
/// The trusted issuers in this service's database. Each row is sealed (<see cref="RowSeal"/>): whoever can only write to the database can take trust away, and put back a row that was there before, but give none anew. Changes are recorded in
/// the audit trail.
/// </summary>
internal sealed class TrustedIssuerStore(SqlDialect dialect, IOptions<SignatureOptions> options)
{
    private const string Columns = "id, did, name, types, trusted_from, trusted_to, revision, created_at, created_by, changed_at, changed_by, seal";

    private readonly RowSeal _seal = new(options.Value.KeySecret, "kubecredential trusted issuers");
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>An issuer; null if it is not trusted, or if this service has not written the row.</summary>
    public async Task<TrustedIssuerDocument?> FindAsync(string did, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {Columns} FROM trusted_issuers WHERE did = @did").With("@did", did);
        return Sound(await command.ListAsync(Read, cancellationToken)) is [var found] ? found : null;
    }

    /// <summary>An issuer by the ID of its entry, or null.</summary>
    public async Task<TrustedIssuerDocument?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {Columns} FROM trusted_issuers WHERE id = @id").With("@id", id);
        return Sound(await command.ListAsync(Read, cancellationToken)) is [var found] ? found : null;
    }

    /// <summary>Issuers, newest first: those after <paramref name="before"/> in this order, or the newest ones. Rows that this service has not written are left out.</summary>
    public async Task<List<TrustedIssuerDocument>> ListAsync((DateTimeOffset Moment, Guid Id)? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT {Columns} FROM trusted_issuers {(before is null ? "" : "WHERE (created_at, id) < (@at, @id)")} ORDER BY created_at DESC, id DESC LIMIT @limit").With("@limit", limit);
        if (before is { } place) command.With("@at", dialect.Time(place.Moment)).With("@id", place.Id);
        return Sound(await command.ListAsync(Read, cancellationToken));
    }

    /// <summary>Adds an issuer.</summary>
    /// <returns>The entry; null if there is one for this DID already.</returns>
    public async Task<TrustedIssuerDocument?> AddAsync(Trust trust, string actor, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var insert = connection.Command(
            $"""
            INSERT INTO trusted_issuers ({Columns}) VALUES (@id, @did, @name, @types, @from, @to, 1, {dialect.Now}, @actor, {dialect.Now}, @actor, @seal)
            ON CONFLICT DO NOTHING RETURNING {Columns}
            """,
            transaction);
        Bind(insert, id, trust, 1).With("@did", trust.Did).With("@actor", actor);
        if (await insert.ListAsync(Read, cancellationToken) is not [var (added, _)]) return null;
        await AuditAsync(connection, transaction, AuditAction.TrustedIssuerAdded, actor, added, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    /// <summary>Writes what is said about an issuer.</summary>
    /// <returns>The entry as it is now; null if it is not the one that was read any more.</returns>
    public async Task<TrustedIssuerDocument?> ChangeAsync(TrustedIssuerDocument read, Trust trust, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var update = connection.Command(
            $"""
            UPDATE trusted_issuers SET name = @name, types = @types, trusted_from = @from, trusted_to = @to, revision = revision + 1, changed_at = {dialect.Now}, changed_by = @actor, seal = @seal
            WHERE id = @id AND revision = @revision RETURNING {Columns}
            """,
            transaction);
        Bind(update, read.Id, trust, read.Revision + 1).With("@revision", read.Revision).With("@actor", actor);
        if (await update.ListAsync(Read, cancellationToken) is not [var (changed, _)]) return null;
        await AuditAsync(connection, transaction, AuditAction.TrustedIssuerChanged, actor, changed, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    /// <summary>Removes an issuer.</summary>
    /// <returns>The entry as it was; null if there is none.</returns>
    public async Task<TrustedIssuerDocument?> RemoveAsync(Guid id, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var delete = connection.Command($"DELETE FROM trusted_issuers WHERE id = @id RETURNING {Columns}", transaction).With("@id", id);
        if (await delete.ListAsync(Read, cancellationToken) is not [var (removed, _)]) return null;
        await AuditAsync(connection, transaction, AuditAction.TrustedIssuerRemoved, actor, removed, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return removed;
    }

    private static string TypesOf(Trust trust) => JsonSerializer.Serialize(trust.Types);

    private static string TextOf(Guid id, Trust trust, int revision) => JsonSerializer.Serialize(
        (string?[])[id.ToString(), trust.Did, trust.Name, TypesOf(trust), DayText(trust.From), DayText(trust.To), revision.ToString(CultureInfo.InvariantCulture)]);

    private static string? DayText(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);

    private DbCommand Bind(DbCommand command, Guid id, Trust trust, int revision) => command
        .With("@id", id).With("@name", trust.Name).With("@types", TypesOf(trust)).With("@from", trust.From is { } from ? dialect.Day(from) : null).With("@to", trust.To is { } to ? dialect.Day(to) : null)
        .With("@seal", _seal.Of(TextOf(id, trust, revision)));

    private List<TrustedIssuerDocument> Sound(List<(TrustedIssuerDocument Document, byte[] Seal)> rows) =>
        [.. rows.Where(row => _seal.Holds(row.Seal, TextOf(row.Document.Id, row.Document.Trust, row.Document.Revision))).Select(static row => row.Document)];

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, string actor, TrustedIssuerDocument issuer, CancellationToken cancellationToken) =>
        _audit.AppendAsync(connection, transaction, [new AuditEntry(action, AuditOutcome.Done, actor) { Detail = $"{issuer.Name} ({issuer.Did})" }.InCurrentTrace()], cancellationToken);

    private (TrustedIssuerDocument Document, byte[] Seal) Read(DbDataReader reader) => (
        new TrustedIssuerDocument(
            reader.GetGuid(0), reader.GetString(1), reader.GetString(2), JsonSerializer.Deserialize<string[]>(reader.GetString(3)) ?? [], DayOrNull(reader, 4), DayOrNull(reader, 5), reader.GetInt32(6),
            dialect.ReadTime(reader, 7), reader.GetString(8), dialect.ReadTime(reader, 9), reader.GetString(10)),
        reader.GetFieldValue<byte[]>(11));

    private DateOnly? DayOrNull(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : dialect.ReadDay(reader, ordinal);
}
