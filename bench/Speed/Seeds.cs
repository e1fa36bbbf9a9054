using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KubeCredential.Events;
using KubeCredential.Events.Tests;
using KubeCredential.TestServers;
using KubeCredential.Text;
using Npgsql;
using NpgsqlTypes;
using Verification.Api.Changes;
using Verification.Api.Signatures;

namespace KubeCredential.Bench.Speed;

/// <summary>Credentials for databases: as the service makes them, but many at once, and signed by <see cref="TestIssuer"/>.</summary>
internal static class Seeds
{
    /// <summary>Their status, as JSON text.</summary>
    public const string Status = """{"state":"active","since":"2026-11-25T00:00:00.000Z"}""";

    private static readonly DateOnly s_day = new(2026, 11, 25);
    private const int Portion = 20_000; // Signed by all processors; as many with each signature as the service signs together when it has much to do.

    /// <summary>The statement that makes the signing key one that the issuance service has used before.</summary>
    public static string OwnKey { get; } =
        $"INSERT INTO signing_keys (key_id, owner, algorithm, public_key, state, created_at, activated_at, retired_at, signed_anew) VALUES ('{TestIssuer.KeyId}', '', 'Ed25519', decode('{TestIssuer.X.Replace('-', '+').Replace('_', '/')}=', 'base64'), 'retired', now(), now(), now(), 0) ON CONFLICT DO NOTHING";

    /// <summary>The statement that makes the signing key known to a verification service.</summary>
    public static string IssuersKey { get; } = TestIssuer.Trust(TestKeys.Environment["Signatures__KeySecret"]!, "now()", static digits => $"decode('{digits}', 'hex')");

    /// <summary>The ID that the load generators ask for.</summary>
    public static Guid NumberedId(int number) => Guid.ParseExact($"00000000-0000-7000-8000-{number:x12}", "D");

    /// <summary>
    /// Writes newly issued credentials to a temporary table <c>seed</c>, from which statements on the same connection take what they need: <c>n</c> (from 1), <c>id</c>, <c>event_id</c>, <c>at</c>,
    /// <c>salt</c>, <c>content</c>, <c>content_hash</c>, <c>key_id</c>, <c>signature</c>, and the <c>seal</c> of a verification service.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="count">How many.</param>
    /// <param name="type">What they attest.</param>
    /// <param name="expiryDate">Their last day (<c>yyyy-MM-dd</c>), or null.</param>
    /// <param name="ids">The IDs of each credential and its event, by its number.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task WriteAsync(
        NpgsqlConnection connection, int count, string type, string? expiryDate, Func<int, (Guid Id, Guid EventId)> ids, CancellationToken cancellationToken)
    {
        await using var create = new NpgsqlCommand(
            "CREATE TEMP TABLE seed (n int, id uuid, event_id uuid, at timestamptz, salt text, content text, content_hash text, key_id text, signature text, seal text)", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
        var (at, expiry) = (Rfc3339.ToMilliseconds(DateTimeOffset.UtcNow), expiryDate is null ? "null" : $"\"{expiryDate}\"");
        var made = new (Guid Id, Guid EventId, string Salt, string Content, string Hash, string Signature, string Seal)[Portion];
        var seal = new RowSeal(TestKeys.Environment["Signatures__KeySecret"]!, StoredCredential.SealPurpose);
        await using var copy = await connection.BeginBinaryImportAsync("COPY seed FROM STDIN (FORMAT binary)", cancellationToken);
        for (var from = 1; from <= count; from += Portion)
        {
            var portion = Math.Min(Portion, count - from + 1);
            Parallel.For(0, (portion + SigningTree.MostInputs - 1) / SigningTree.MostInputs, group => Make(from + (group * SigningTree.MostInputs), made.AsSpan(0, portion)[(group * SigningTree.MostInputs)..]));
            for (var i = 0; i < portion; i++)
            {
                var one = made[i];
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(from + i, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(one.Id, NpgsqlDbType.Uuid, cancellationToken);
                await copy.WriteAsync(one.EventId, NpgsqlDbType.Uuid, cancellationToken);
                await copy.WriteAsync(at, NpgsqlDbType.TimestampTz, cancellationToken);
                foreach (var text in (ReadOnlySpan<string>)[one.Salt, one.Content, one.Hash, TestIssuer.KeyId, one.Signature]) copy.Write(text, NpgsqlDbType.Text);
                await copy.WriteAsync(one.Seal, NpgsqlDbType.Text, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);

        void Make(int number, Span<(Guid Id, Guid EventId, string Salt, string Content, string Hash, string Signature, string Seal)> group)
        {
            var inputs = new byte[Math.Min(group.Length, SigningTree.MostInputs)][];
            for (var i = 0; i < inputs.Length; i++)
            {
                var (id, eventId) = ids(number + i);
                var salt = RandomNumberGenerator.GetHexString(2 * ContentHash.SaltBytes, lowercase: true);
                var content =
                    $$"""{"id":"{{id}}","holderName":"Holder {{number + i}}","credentialType":"{{type}}","issueDate":"2026-11-25","validFrom":"2026-11-25","expiryDate":{{expiry}},"issuerName":"University of London","metadata":{"gpa":3.9,"course":"Computer Science"},"workerId":"seed","timestamp":"2026-11-25T00:00:00.000Z","issuedBy":"worker-seed"}""";
                group[i] = (id, eventId, salt, content, ContentHash.Of(salt, content), "", "");
                inputs[i] = SigningInput.Of(eventId, EventTypes.CredentialIssued, id, 1, at, group[i].Hash, Status);
            }

            var signatures = TestIssuer.SignTogether(inputs);
            for (var i = 0; i < inputs.Length; i++)
            {
                var (id, eventId, salt, content, hash, _, _) = group[i];
                group[i].Signature = signatures[i].Value;
                group[i].Seal = seal.Of(new StoredCredential(
                    id, 1, eventId, EventTypes.CredentialIssued, at, $"Holder {number + i}", type, s_day, expiryDate is null ? null : DateOnly.Parse(expiryDate, CultureInfo.InvariantCulture), CredentialState.Active, Status,
                    hash, salt, Encoding.UTF8.GetBytes(content), TestIssuer.KeyId, group[i].Signature));
            }
        }
    }
}
