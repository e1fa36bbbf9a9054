using System.Data.Common;

namespace KubeCredential.Storage.Audit;

/// <summary>Reads audit entries.</summary>
/// <param name="dialect">The database.</param>
/// <param name="hasVerdicts">Whether this service gives verdicts, which are in <see cref="AuditTables.Verdicts"/>.</param>
public sealed class AuditReader(SqlDialect dialect, bool hasVerdicts = false)
{
    /// <summary>Selects entries; null members do not filter.</summary>
    internal sealed record Filter(Guid? CredentialId, string? Action, string? Outcome, DateTimeOffset? From, DateTimeOffset? To)
    {
        /// <summary>Whether it selects verdicts: by the action, or by an outcome that only verdicts have.</summary>
        public bool IsOfVerdicts => Action is AuditAction.Verified || (Action is null && Outcome is not null && AuditOutcome.OfVerdicts.Contains(Outcome));
    }

    /// <summary>A page of entries, newest first.</summary>
    internal async Task<List<(AuditPlace Place, AuditDocument Entry)>> ReadAsync(Filter filter, AuditPlace? before, int limit, CancellationToken cancellationToken)
    {
        var tables = hasVerdicts && filter.IsOfVerdicts ? AuditTables.Verdicts : AuditTables.Trail;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        var conditions = new List<string>();
        void Where(string condition, string name, object value)
        {
            conditions.Add(condition);
            command.With(name, value);
        }

        if (filter.CredentialId is { } id) Where("e.credential_id = @credential", "@credential", id);
        if (filter.Action is { } action)
        {
            Where("e.action = @action", "@action", action);
            if (!AuditAction.Frequent.Contains(action)) conditions.Add(AuditSql.RareAction);
        }

        if (filter.Outcome is { } outcome)
        {
            Where("e.outcome = @outcome", "@outcome", outcome);
            if (!AuditOutcome.Frequent.Contains(outcome)) conditions.Add(AuditSql.RareOutcome);
        }

        if (filter.From is { } from) Where("e.occurred_at >= @from", "@from", dialect.Time(from));
        if (filter.To is { } to) Where("e.occurred_at < @to", "@to", dialect.Time(to));
        if (before is { } place)
        {
            conditions.Add(AuditSql.Compare(dialect, "<", "before_"));
            place.AddTo(command, dialect, "before_");
        }

        command.CommandText =
            $"""
            SELECT {AuditSql.EntryColumns}, {AuditSql.Transaction(dialect)}, {AuditSql.IsSealed(dialect, tables)}
            FROM {tables.Entries} e
            {(conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}")}
            ORDER BY {AuditSql.Order(dialect, "DESC")}
            LIMIT @limit
            """;
        command.With("@limit", limit);
        return await command.ListAsync(
            reader => (new AuditPlace(reader.GetInt64(12), reader.GetInt64(0)), Read(dialect, reader, isSealed: reader.GetBoolean(13))), cancellationToken);
    }

    /// <summary>The history of one credential, oldest first, without its verifications.</summary>
    public async Task<List<AuditDocument>> TimelineAsync(Guid credentialId, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT {AuditSql.EntryColumns} FROM {AuditTables.Trail.Entries} e
            WHERE e.credential_id = @credential AND e.action <> '{AuditAction.Verified}'
            ORDER BY {AuditSql.Order(dialect)}
            LIMIT @limit
            """);
        return await command.With("@credential", credentialId).With("@limit", limit).ListAsync(reader => Read(dialect, reader, isSealed: false), cancellationToken);
    }

    /// <summary>How often one credential was verified, counting only the newest verdicts up to a limit.</summary>
    /// <returns>Counts by outcome, and the time of the newest.</returns>
    public async Task<(Dictionary<string, long> ByOutcome, DateTimeOffset? Last)> CountVerificationsAsync(Guid credentialId, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT newest.outcome, COUNT(*), MAX(newest.occurred_at)
            FROM (
              SELECT e.outcome, e.occurred_at FROM {AuditTables.Verdicts.Entries} e
              WHERE e.credential_id = @credential AND e.action = '{AuditAction.Verified}'
              ORDER BY {AuditSql.Order(dialect, "DESC")}
              LIMIT @limit
            ) AS newest
            GROUP BY newest.outcome
            """);
        var rows = await command.With("@credential", credentialId).With("@limit", limit)
            .ListAsync(reader => (Outcome: reader.GetString(0), Count: reader.GetInt64(1), Last: dialect.ReadTime(reader, 2)), cancellationToken);
        return (rows.ToDictionary(static row => row.Outcome, static row => row.Count), rows.Count == 0 ? null : rows.Max(static row => row.Last));
    }

    /// <summary>Reads the columns in <see cref="AuditSql.EntryColumns"/>, which must come first.</summary>
    internal static AuditDocument Read(SqlDialect dialect, DbDataReader reader, bool isSealed) => new(
        reader.GetInt64(0), dialect.ReadTime(reader, 1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
        reader.IsDBNull(6) ? null : reader.GetGuid(6), reader.IsDBNull(7) ? null : reader.GetGuid(7), reader.IsDBNull(8) ? null : reader.GetInt32(8),
        reader.StringOrNull(9), reader.StringOrNull(10), reader.StringOrNull(11), isSealed);
}
