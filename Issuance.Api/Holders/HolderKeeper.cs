using KubeCredential.Hosting.Background;
using KubeCredential.Storage;

namespace Issuance.Api.Holders;

/// <summary>Removes what is not needed any more: sessions that have ended, messages that were sent, and links that are long over.</summary>
internal sealed class HolderKeeper(SqlDialect dialect, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<HolderKeeper> logger)
    : BackgroundLoop("holder-keep", loops, logger)
{
    private const int Portion = 1000;
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    /// <summary>Mail servers try for up to five days, and then say so (RFC 5321, section 4.5.4.1).</summary>
    private static readonly TimeSpan s_mailsFor = TimeSpan.FromDays(7);

    /// <summary>For so long after its end, a personal link can be exchanged for a new one, and the page of a shared one says what has become of it.</summary>
    private static readonly TimeSpan s_linksFor = TimeSpan.FromDays(365);

    private static readonly TimeSpan s_batchesFor = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(s_interval, time, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken cancellationToken) =>
        await RemoveAsync("holder_sessions", "id", "expires_at", "", TimeSpan.Zero, cancellationToken)
        | await RemoveAsync("mails", "id", "finished_at", "state <> 0 AND ", s_mailsFor, cancellationToken)
        | await RemoveAsync("holder_links", "id", "expires_at", "", s_linksFor, cancellationToken)
        | await RemoveAsync("shares", "id", "expires_at", "expires_at IS NOT NULL AND ", s_linksFor, cancellationToken)
        | await RemoveAsync("shares", "id", "switched_off_at", "switched_off_at IS NOT NULL AND ", s_linksFor, cancellationToken)
        | await RemoveAsync("batch_invitations", "batch_id", "finished_at", "", s_batchesFor, cancellationToken);

    /// <summary>Removes a portion of a table. What goes is chosen first, whatever the statistics say.</summary>
    private async Task<bool> RemoveAsync(string table, string key, string column, string condition, TimeSpan age, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            WITH portion AS MATERIALIZED (SELECT {key} AS gone FROM {table} WHERE {condition}{column} < {dialect.NowPlus("-@age")} ORDER BY {column} LIMIT {Portion})
            DELETE FROM {table} WHERE {key} IN (SELECT gone FROM portion)
            """).With("@age", age.TotalSeconds);
        return await command.ExecuteNonQueryAsync(cancellationToken) == Portion;
    }
}
