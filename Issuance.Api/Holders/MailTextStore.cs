using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;

namespace Issuance.Api.Holders;

/// <summary>The issuers' own texts of messages in the database.</summary>
internal sealed class MailTextStore(SqlDialect dialect)
{
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>An issuer's own texts.</summary>
    /// <param name="slug">The issuer's name in addresses.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<List<MailText>> ListAsync(string slug, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT kind, language, subject, body FROM mail_texts WHERE issuer = @issuer ORDER BY kind, language").With("@issuer", slug);
        return await command.ListAsync(static reader => new MailText(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)), cancellationToken);
    }

    /// <summary>Puts other texts in the place of an issuer's own ones.</summary>
    public async Task ReplaceAsync(string slug, IReadOnlyList<MailText> texts, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        // Of two who write at once, one waits for the other.
        await using var hold = connection.Command($"SELECT 1 FROM issuers WHERE slug = @issuer {dialect.Holding}", transaction).With("@issuer", slug);
        await hold.ListAsync(static reader => reader.GetInt32(0), cancellationToken);
        await using var clear = connection.Command("DELETE FROM mail_texts WHERE issuer = @issuer", transaction).With("@issuer", slug);
        await clear.ExecuteNonQueryAsync(cancellationToken);
        if (texts.Count > 0)
        {
            await using var insert = connection.Command(
                $"INSERT INTO mail_texts (issuer, kind, language, subject, body) SELECT @issuer, t.kind, t.language, t.subject, t.body FROM {dialect.Rows("kind", "language", "subject", "body")}", transaction).With("@issuer", slug);
            dialect.AddRows(
                insert,
                new("kind", texts.Select(static one => one.Kind).ToArray()), new("language", texts.Select(static one => one.Language).ToArray()),
                new("subject", texts.Select(static one => one.Subject).ToArray()), new("body", texts.Select(static one => one.Body).ToArray()));
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await _audit.AppendAsync(connection, transaction, [new AuditEntry(AuditAction.MailTextsChanged, AuditOutcome.Done, actor) { Detail = slug }.InCurrentTrace()], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The text of a message: the issuer's own in the language or else the default; where there is neither, in English.</summary>
    public async Task<MailText> FindAsync(string? slug, string kind, string language, CancellationToken cancellationToken)
    {
        var own = slug is null ? [] : (await ListAsync(slug, cancellationToken)).FindAll(one => one.Kind == kind);
        MailText[] standard = [.. DefaultMailTexts.All.Where(one => one.Kind == kind)];
        return LanguageTag.Best(own, static one => one.Language, language) ?? LanguageTag.Best(standard, static one => one.Language, language)
            ?? LanguageTag.Best(own, static one => one.Language, MailLanguages.Standard) ?? LanguageTag.Best(standard, static one => one.Language, MailLanguages.Standard)!;
    }
}
