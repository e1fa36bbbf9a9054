using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Verification.Api.Storage;

namespace Verification.Api.Credentials;

/// <summary>The running totals of verdicts, and the trail of those that are remembered one by one.</summary>
internal sealed class VerdictTotals(SqlDialect dialect)
{
    private readonly AuditTrail _verdicts = new(dialect, AuditTables.Verdicts);

    /// <summary>Adds to totals, and writes down the verdicts that are to be remembered, in one transaction.</summary>
    public async Task AddAsync(IEnumerable<(string Name, long By)> counts, IReadOnlyCollection<AuditEntry> verdicts, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await Counters.AddAsync(dialect, connection, transaction, CounterTable.Name, counts, cancellationToken);
        await _verdicts.AppendAsync(connection, transaction, verdicts, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
