using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Verification.Api.Storage;

namespace Verification.Api.Projection;

/// <summary>The running totals of events; reading also returns those of verdicts.</summary>
internal sealed class ConsumptionCounters(SqlDialect dialect)
{
    public const string Table = CounterTable.Name;
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>Events that changed the read model.</summary>
    public const string Applied = "applied";

    /// <summary>Events that the read model already held.</summary>
    public const string Duplicates = "duplicates";

    /// <summary>Adds to several totals and writes the corresponding audit entries, in one transaction.</summary>
    public async Task AddAsync(IEnumerable<(string Name, long By)> counts, IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await Counters.AddAsync(dialect, connection, transaction, Table, counts, cancellationToken);
        await _audit.AppendAsync(connection, transaction, entries, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>All totals; totals that were never counted are missing.</summary>
    public async Task<Dictionary<string, long>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        return await Counters.ReadAsync(connection, Table, cancellationToken);
    }
}
