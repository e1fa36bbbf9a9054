using System.Data.Common;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>
/// Makes credentials searchable that a version without <see cref="SearchText"/> has written: those that were there before it, and those
/// that its replicas still issue while they are replaced. Until then they are found by their ids, and in the list without a filter.
/// </summary>
internal sealed class SearchTextLoop(SqlDialect dialect, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<SearchTextLoop> logger)
    : BackgroundLoop("search-texts", loops, logger)
{
    private const int BatchSize = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken); // Usually there is nothing, which is to be seen without reading all there is.
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        // Of two replicas each takes other rows.
        await using var find = connection.Command(
            $"SELECT id, holder_name, credential_type, issuer_name FROM credentials WHERE holder_search IS NULL LIMIT {BatchSize} {dialect.SkipLocked}", transaction);
        var found = await find.ListAsync(
            static reader => (Id: reader.GetGuid(0), Holder: UnicodeText.Fold(reader.GetString(1)), Type: UnicodeText.Fold(reader.GetString(2)), Issuer: UnicodeText.Fold(reader.GetString(3))),
            cancellationToken);
        if (found.Count == 0) return false;

        var words = found.SelectMany(static one => SearchText.LaterWords(one.Holder).Distinct(StringComparer.Ordinal).Select(word => (one.Id, Word: word))).ToArray();
        if (words.Length > 0)
        {
            await WriteAsync(
                connection, transaction,
                $"INSERT INTO credential_words (word, credential_id) SELECT t.word, t.credential_id FROM {dialect.Rows("credential_id", "word")} WHERE true ON CONFLICT DO NOTHING",
                [new("credential_id", Array.ConvertAll(words, static one => one.Id)), new("word", Array.ConvertAll(words, static one => one.Word))], cancellationToken);
        }

        await WriteAsync(
            connection, transaction,
            $"""
            UPDATE credentials SET holder_search = t.holder, type_search = t.type, issuer_search = t.issuer
            FROM {dialect.Rows("credential_id", "holder", "type", "issuer")} WHERE credentials.id = t.credential_id
            """,
            [
                new("credential_id", found.Select(static one => one.Id).ToArray()), new("holder", found.Select(static one => one.Holder).ToArray()),
                new("type", found.Select(static one => one.Type).ToArray()), new("issuer", found.Select(static one => one.Issuer).ToArray()),
            ],
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return found.Count == BatchSize;
    }

    private async Task WriteAsync(DbConnection connection, DbTransaction transaction, string sql, RowColumn[] rows, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql, transaction);
        dialect.AddRows(command, rows);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
