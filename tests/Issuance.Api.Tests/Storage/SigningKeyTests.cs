using System.Security.Cryptography;
using Issuance.Api.SigningKeys;
using KubeCredential.Security;
using KubeCredential.Storage.Audit;
using NSec.Cryptography;

namespace Issuance.Api.Tests.Storage;

public abstract class SigningKeyTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    private static readonly KeyEncryption s_master = new("the master key of these tests, long enough"u8.ToArray());

    private SigningKeyStore Keys => new(Database.Dialect, s_master);

    public sealed class OnSqlite(TestDatabases databases) : SigningKeyTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : SigningKeyTests(databases, DatabaseKind.Postgres);

    [Fact]
    public async Task Replicas_that_start_at_once_make_one_active_and_one_upcoming_key()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Keys.EnsureAsync(Token), Token)));
        await Keys.EnsureAsync(Token);

        Assert.Equal(["active", "upcoming"], (await Keys.ListAsync(KeyOwner.Service, Token)).Select(static key => key.State).Order());
        Assert.Equal(1, await Database.CountAsync($"audit_entries WHERE action = '{AuditAction.SigningKeysCreated}'"));
    }

    [Fact]
    public async Task A_rotation_retires_the_key_activates_the_next_and_publishes_another()
    {
        await Keys.EnsureAsync(Token);
        var before = await Keys.ListAsync(KeyOwner.Service, Token);
        await Keys.RotateAsync(KeyOwner.Service, "key:test", Token);

        var after = (await Keys.ListAsync(KeyOwner.Service, Token)).ToDictionary(static key => key.KeyId, static key => key.State);
        var active = before.Single(static key => key.State == "upcoming");
        Assert.Equal(("active", "retired", 1), (after[active.KeyId], after[before.Single(static key => key.State == "active").KeyId], after.Values.Count(static state => state == "upcoming")));
        Assert.Equal(3, after.Count);
    }

    [Fact]
    public async Task Rotations_at_once_are_carried_out_one_after_the_other()
    {
        await Keys.EnsureAsync(Token);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Keys.RotateAsync(KeyOwner.Service, "key:test", Token), Token)));

        var states = (await Keys.ListAsync(KeyOwner.Service, Token)).CountBy(static key => key.State).ToDictionary();
        Assert.Equal((1, 1, 6), (states["active"], states["upcoming"], states["retired"]));
    }

    [Theory]
    [InlineData("active")]
    [InlineData("upcoming")]
    public async Task A_compromised_key_loses_its_private_key_and_the_next_takes_its_place(string state)
    {
        await Keys.EnsureAsync(Token);
        var key = (await Keys.ListAsync(KeyOwner.Service, Token)).Single(one => one.State == state);

        Assert.Equal(SigningKeyStore.Compromise.Unknown, await Keys.CompromiseAsync(KeyOwner.Service, "nobody's", "a test", "key:test", Token));
        Assert.Equal(SigningKeyStore.Compromise.Done, await Keys.CompromiseAsync(KeyOwner.Service, key.KeyId, "a test", "key:test", Token));
        Assert.Equal(SigningKeyStore.Compromise.Already, await Keys.CompromiseAsync(KeyOwner.Service, key.KeyId, "a test", "key:test", Token));

        var after = await Keys.ListAsync(KeyOwner.Service, Token);
        Assert.Equal(["active", "compromised", "upcoming"], after.Select(static one => one.State).Order());
        Assert.DoesNotContain(key.KeyId, (await Keys.PrivateKeysAsync(KeyOwner.Service, Token)).Select(static one => one.KeyId));
        Assert.Equal(0, await Database.CountAsync("signing_keys WHERE state = 'compromised' AND private_key IS NOT NULL"));
        Assert.NotNull(after.Single(one => one.KeyId == key.KeyId).CompromisedAt);
    }

    [Fact]
    public async Task Private_keys_are_readable_with_the_master_key_only_and_in_their_own_row_only()
    {
        await Keys.EnsureAsync(Token);
        var stored = await Keys.PrivateKeysAsync(KeyOwner.Service, Token);
        var keys = (await Keys.ListAsync(KeyOwner.Service, Token)).ToDictionary(static key => key.KeyId);
        Assert.Equal(2, stored.Count);
        foreach (var (keyId, encrypted) in stored)
        {
            var seed = s_master.Decrypt(keyId, encrypted);
            using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
            Assert.Equal(keys[keyId].PublicKey, key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
            Assert.Equal(keyId, SigningKey.IdOf(keys[keyId].PublicKey));
            Assert.False(encrypted.AsSpan().IndexOf(seed) >= 0);
            Assert.ThrowsAny<CryptographicException>(() => new KeyEncryption("another master key, which is long enough"u8.ToArray()).Decrypt(keyId, encrypted));
            Assert.ThrowsAny<CryptographicException>(() => s_master.Decrypt(stored.Single(one => one.KeyId != keyId).KeyId, encrypted));
            Assert.ThrowsAny<CryptographicException>(() => s_master.Decrypt(keyId, encrypted[..20]));
        }
    }
}
