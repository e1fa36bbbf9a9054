using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Verification.Api.Storage;

namespace Verification.Api.Projection;

/// <summary>The running totals of events; reading gives those of verdicts, too.</summary>
internal sealed class ConsumptionCounters(SqlDialect dialect)
{
    public const string Table = CounterTable.Name;
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>Events that changed the read model.</summary>
    public const string Applied = "applied";

    /// <summary>Events that the read model held already.</summary>
    public const string Duplicates = "duplicates";

    /// <summary>Adds to several totals, and writes the audit entries of what is counted, in one transaction.</summary>
    public async Task AddAsync(IEnumerable<(string Name, long By)> counts, IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await Counters.AddAsync(dialect, connection, transaction, Table, counts, cancellationToken);
        await _audit.AppendAsync(connection, transaction, entries, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>All totals; one that was never counted is missing.</summary>
    public async Task<Dictionary<string, long>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        return await Counters.ReadAsync(connection, Table, cancellationToken);
    }
}
