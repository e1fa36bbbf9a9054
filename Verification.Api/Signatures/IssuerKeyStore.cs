using System.Globalization;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Verification.Api.Signatures;

/// <summary>
/// The issuer's public keys in this service's database, with which it can check signatures while the issuer is away. Each row is sealed (HMAC-SHA-256) with a secret that is not in the
/// database: a row that somebody else wrote or changed is not believed.
/// </summary>
internal sealed class IssuerKeyStore(SqlDialect dialect, IOptions<SignatureOptions> options)
{
    private readonly RowSeal _seal = new(options.Value.KeySecret, "kubecredential issuer keys");

    /// <summary>Reads the keys.</summary>
    /// <returns>Those that this service has written, and how many others there are.</returns>
    public async Task<(List<IssuerKey> Keys, int Broken)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT key_id, x, state, compromised_at, replaced_at, seal FROM issuer_keys");
        var rows = await command.ListAsync(
            reader => (
                Parts: (KeyId: reader.GetString(0), X: reader.GetString(1), State: reader.GetString(2), CompromisedAt: dialect.ReadTimeOrNull(reader, 3), ReplacedAt: dialect.ReadTimeOrNull(reader, 4)),
                Seal: reader.GetFieldValue<byte[]>(5)),
            cancellationToken);
        var keys = new List<IssuerKey>(rows.Count);
        foreach (var (parts, seal) in rows)
        {
            if (!_seal.Holds(seal, TextOf(parts.KeyId, parts.X, parts.State, parts.CompromisedAt, parts.ReplacedAt))) continue;
            keys.Add(new IssuerKey(parts.KeyId, parts.X, parts.State, parts.CompromisedAt, parts.ReplacedAt));
        }

        return (keys, rows.Count - keys.Count);
    }

    /// <summary>Writes keys.</summary>
    public async Task WriteAsync(IReadOnlyCollection<IssuerKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0) return;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        foreach (var key in keys.OrderBy(static key => key.KeyId, StringComparer.Ordinal))
        {
            await using var command = connection.Command(
                $"""
                INSERT INTO issuer_keys (key_id, x, state, compromised_at, replaced_at, seal, learned_at) VALUES (@id, @x, @state, @compromised, @replaced, @seal, {dialect.Now})
                ON CONFLICT (key_id) DO UPDATE SET x = excluded.x, state = excluded.state, compromised_at = excluded.compromised_at, replaced_at = excluded.replaced_at, seal = excluded.seal
                """,
                transaction);
            command.With("@id", key.KeyId).With("@x", key.X).With("@state", key.State).With("@seal", _seal.Of(TextOf(key.KeyId, key.X, key.State, key.CompromisedAt, key.ReplacedAt)))
                .With("@compromised", key.CompromisedAt is { } compromised ? dialect.Time(compromised) : null).With("@replaced", key.ReplacedAt is { } replaced ? dialect.Time(replaced) : null);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static string TextOf(string keyId, string x, string state, DateTimeOffset? compromisedAt, DateTimeOffset? replacedAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{keyId}\n{x}\n{state}\n{compromisedAt?.ToUnixTimeMilliseconds()}\n{replacedAt?.ToUnixTimeMilliseconds()}");
}
