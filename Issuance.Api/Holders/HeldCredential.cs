using System.Data.Common;
using KubeCredential.Storage;

namespace Issuance.Api.Holders;

/// <summary>A credential whose row a transaction holds, so that it is not erased meanwhile: an erasure that is under way is waited for, and a later one removes what the transaction writes.</summary>
internal sealed record HeldCredential(Guid Id, string HolderName, string? HolderEmail, string IssuerName, string State, DateOnly? LastDay, bool IsErased)
{
    /// <summary>Takes hold of a credential; null if there is none.</summary>
    public static async Task<HeldCredential?> TakeAsync(SqlDialect dialect, DbConnection connection, DbTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"SELECT holder_name, holder_email, issuer_name, state, expiry_date, CASE WHEN content IS NULL THEN 1 ELSE 0 END FROM credentials WHERE id = @id {dialect.Holding}", transaction)
            .With("@id", id);
        return (await command.ListAsync(
            reader => new HeldCredential(id, reader.GetString(0), reader.StringOrNull(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : dialect.ReadDay(reader, 4), reader.GetInt32(5) == 1),
            cancellationToken)).SingleOrDefault();
    }
}
