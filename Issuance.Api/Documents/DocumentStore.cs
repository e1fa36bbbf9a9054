using Issuance.Api.EventStore;
using Issuance.Api.SigningKeys;
using KubeCredential.Events;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Documents;

/// <summary>The portable credentials in the database.</summary>
internal sealed class DocumentStore(SqlDialect dialect)
{
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>What is known of a credential when a document of it is asked for.</summary>
    /// <param name="IssuerName">The issuer's name.</param>
    /// <param name="IsErased">Whether its content has been erased.</param>
    /// <param name="Document">The document, unless it has to be made.</param>
    internal readonly record struct Found(string IssuerName, bool IsErased, string? Document);

    /// <summary>A document, with what is needed if there is none yet; null if there is no such credential. One signed with a key that has been compromised since counts as none.</summary>
    public async Task<Found?> FindAsync(Guid credentialId, string format, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT c.issuer_name, CASE WHEN c.content IS NULL THEN 1 ELSE 0 END, CASE WHEN k.state <> '{SigningKeyState.Compromised}' THEN d.document END
            FROM credentials c
            LEFT JOIN credential_documents d ON d.credential_id = c.id AND d.format = @format
            LEFT JOIN signing_keys k ON k.key_id = d.key_id
            WHERE c.id = @id
            """).With("@id", credentialId).With("@format", format);
        return await command.ListAsync(static reader => new Found(reader.GetString(0), reader.GetInt32(1) == 1, reader.StringOrNull(2)), cancellationToken) is [var found] ? found : null;
    }

    /// <summary>The signed event by which a credential was issued, with its content; null if there is none, or it has been erased.</summary>
    public async Task<CredentialEvent?> FindIssuedAsync(Guid credentialId, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT {EventRows.Columns} FROM credential_events e JOIN credentials c ON c.id = e.credential_id WHERE e.credential_id = @id AND e.version = 1").With("@id", credentialId);
        return await command.ListAsync(reader => EventRows.Read(dialect, reader, ordinal: 0, maxRetries: 0), cancellationToken) is [{ Credential: not null } issued] ? issued : null;
    }

    /// <summary>Keeps a document, unless there is one that counts already, or the credential has been erased meanwhile.</summary>
    /// <returns>The document that is handed out from now on; null if the credential has been erased.</returns>
    public async Task<string?> KeepAsync(Guid credentialId, string format, string document, string keyId, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        // An erasure that is under way is waited for; a later one removes what is kept here.
        await using var hold = connection.Command($"SELECT 1 FROM credentials WHERE id = @id AND content IS NOT NULL {dialect.Holding}", transaction).With("@id", credentialId);
        if ((await hold.ListAsync(static reader => reader.GetInt32(0), cancellationToken)).Count == 0) return null;
        await using var keep = connection.Command(
            $"""
            INSERT INTO credential_documents (credential_id, format, document, key_id, made_at)
            SELECT @id, @format, @document, @key, {dialect.Now} WHERE EXISTS (SELECT 1 FROM signing_keys k WHERE k.key_id = @key AND k.state <> '{SigningKeyState.Compromised}')
            ON CONFLICT (credential_id, format) DO UPDATE SET document = excluded.document, key_id = excluded.key_id, made_at = excluded.made_at
            WHERE credential_documents.key_id IN (SELECT k.key_id FROM signing_keys k WHERE k.state = '{SigningKeyState.Compromised}')
            """,
            transaction).With("@id", credentialId).With("@format", format).With("@document", document).With("@key", keyId);
        if (await keep.ExecuteNonQueryAsync(cancellationToken) == 1)
            await _audit.AppendAsync(connection, transaction, [new AuditEntry(AuditAction.Exported, AuditOutcome.Done, actor) { CredentialId = credentialId, Detail = format }.InCurrentTrace()], cancellationToken);
        await using var read = connection.Command("SELECT document FROM credential_documents WHERE credential_id = @id AND format = @format", transaction).With("@id", credentialId).With("@format", format);
        var kept = await read.ListAsync(static reader => reader.GetString(0), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return kept is [var one] ? one : throw new KeyNotFoundException("The key was compromised a moment ago."); // The same call is made again, with the next key.
    }
}
