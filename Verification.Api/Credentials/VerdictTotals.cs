using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Verification.Api.Storage;

namespace Verification.Api.Credentials;

/// <summary>Writes the running totals of verdicts, and the trail of individual verdicts.</summary>
internal sealed class VerdictTotals(SqlDialect dialect)
{
    private readonly AuditTrail _verdicts = new(dialect, AuditTables.Verdicts);

    /// <summary>Adds to the totals and appends individual verdicts to the trail, in one transaction.</summary>
    public async Task AddAsync(IEnumerable<(string Name, long By)> counts, IReadOnlyCollection<AuditEntry> verdicts, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await Counters.AddAsync(dialect, connection, transaction, CounterTable.Name, counts, cancellationToken);
        await _verdicts.AppendAsync(connection, transaction, verdicts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
