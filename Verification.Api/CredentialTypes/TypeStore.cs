using System.Security.Cryptography;
using System.Text;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Storage;

namespace Verification.Api.CredentialTypes;

/// <summary>The definitions of types and their pictures in this service's database, with which it can show them while the issuance service is away. What does not have the name that it is stored under is not believed.</summary>
internal sealed class TypeStore(SqlDialect dialect)
{
    /// <summary>The definition with a digest, or null.</summary>
    public async Task<string?> FindAsync(string digest, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command("SELECT definition FROM credential_types WHERE digest = @digest").With("@digest", digest);
        return await command.ListAsync(static reader => reader.GetString(0), cancellationToken) is [var definition] && DigestOf(Encoding.UTF8.GetBytes(definition)) == digest ? definition : null;
    }

    /// <summary>Which of some pictures are there.</summary>
    public async Task<HashSet<string>> FindPicturesAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command($"SELECT p.id FROM {dialect.Rows("id")} JOIN type_pictures p ON p.id = t.id");
        dialect.AddRows(command, new RowColumn("id", ids.ToArray()));
        return [.. await command.ListAsync(static reader => reader.GetString(0), cancellationToken)];
    }

    /// <summary>A picture, or null.</summary>
    public async Task<SafePicture?> FindPictureAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command("SELECT bytes FROM type_pictures WHERE id = @id").With("@id", id);
        return await command.ListAsync(static reader => reader.GetFieldValue<byte[]>(0), cancellationToken) is [var bytes] && DigestOf(bytes) == id ? SafePicture.Of(bytes) : null;
    }

    /// <summary>Keeps a definition and its pictures.</summary>
    public async Task KeepAsync(string digest, string definition, IReadOnlyCollection<(string Id, SafePicture Picture)> pictures, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        foreach (var (id, picture) in pictures)
        {
            await using var insert = connection.Command("INSERT INTO type_pictures (id, bytes, media_type) VALUES (@id, @bytes, @type) ON CONFLICT DO NOTHING", transaction)
                .With("@id", id).With("@bytes", picture.Bytes).With("@type", picture.MediaType);
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var keep = connection.Command($"INSERT INTO credential_types (digest, definition, learned_at) VALUES (@digest, @definition, {dialect.Now}) ON CONFLICT DO NOTHING", transaction)
            .With("@digest", digest).With("@definition", definition);
        await keep.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The SHA-256 in hexadecimal digits.</summary>
    public static string DigestOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
