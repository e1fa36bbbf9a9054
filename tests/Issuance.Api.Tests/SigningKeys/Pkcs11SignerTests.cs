using System.Buffers.Text;
using Issuance.Api.EventStore;
using Issuance.Api.SigningKeys;
using Issuance.Api.Tests.Storage;
using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Security;
using KubeCredential.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Net.Pkcs11Interop.Common;
using NSec.Cryptography;

namespace Issuance.Api.Tests.SigningKeys;

/// <summary>The service signs with keys that it does not hold: those of a hardware token.</summary>
public sealed class Pkcs11SignerTests(TestDatabases databases, SoftToken token) : StorageTests(databases, DatabaseKind.Sqlite), IClassFixture<SoftToken>
{
    private static readonly KeyEncryption s_master = new("the master key of these tests, long enough"u8.ToArray());

    [Fact]
    public async Task Events_are_signed_by_the_token_alone_and_verify()
    {
        var publicKey = token.Generate();
        using var ring = await RingAsync(publicKey);
        using var signer = new Pkcs11Signer(token.Slot);

        CredentialFact[] facts = [NewCredentials.Make().Fact with { Signature = null }, NewCredentials.Make().Fact with { Signature = null }];
        await new EventSigner(ring, signer).SignAsync([facts], Token);

        var published = JsonWebKey.Of(Assert.Single(ring.Keys));
        Assert.Equal((SigningKey.IdOf(publicKey), "active"), (published.Kid, published.State));
        foreach (var fact in facts)
        {
            var sent = fact.ToEvent(maxRetries: 3);
            Assert.Equal(published.Kid, fact.Signature!.Value.KeyId);
            Assert.True(IsRight(CredentialEvent.Parse(sent.ToJson()), fact.Signature.Value, published.X));
            Assert.False(IsRight(CredentialEvent.Parse((sent with { Status = new CredentialStatus(CredentialState.Revoked, sent.Timestamp, "withdrawn") }).ToJson()), fact.Signature.Value, published.X));
        }

        // There is no other way to this signature: neither the service nor anybody else can have the private key.
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await new EventSigner(ring, ring).SignAsync([[facts[0] with { Signature = null }]], Token));
        Assert.Null(token.Tell(published.Kid, CKA.CKA_VALUE));
        Assert.Equal([0], token.Tell(published.Kid, CKA.CKA_EXTRACTABLE));
        Assert.Equal([1], token.Tell(published.Kid, CKA.CKA_NEVER_EXTRACTABLE));
    }

    [Fact]
    public async Task A_heartbeat_is_signed_by_the_token_too()
    {
        var publicKey = token.Generate();
        using var ring = await RingAsync(publicKey);
        using var signer = new Pkcs11Signer(token.Slot);

        var heartbeat = await new EventSigner(ring, signer).SignAsync(new IssuerHeartbeat(DateTimeOffset.UtcNow, "1.0", DateTimeOffset.UtcNow), Token);

        Assert.True(IsRight(SigningInput.OfHeartbeat(heartbeat.ToJson()), heartbeat.Signature!.Value, Base64Url.EncodeToString(publicKey)));
    }

    [Fact]
    public async Task A_key_that_the_token_does_not_hold_is_not_found()
    {
        using var elsewhere = Key.Create(SignatureAlgorithm.Ed25519);
        var publicKey = elsewhere.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        using var ring = await RingAsync(publicKey);
        using var signer = new Pkcs11Signer(token.Slot);

        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await signer.SignAsync(SigningKey.IdOf(publicKey), "text"u8.ToArray(), Token));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await new EventSigner(ring, signer).SignAsync([[NewCredentials.Make().Fact with { Signature = null }]], Token));
    }

    [Fact]
    public async Task Eight_tasks_at_once_sign_with_two_keys()
    {
        byte[][] publicKeys = [token.Generate(), token.Generate()];
        using var signer = new Pkcs11Signer(token.Slot);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(task => Task.Run(
            async () =>
            {
                var publicKey = publicKeys[task % 2];
                for (var number = 0; number < 50; number++)
                {
                    var sent = NewCredentials.Make().Fact.ToEvent(maxRetries: 3);
                    var signature = await signer.SignAsync(SigningKey.IdOf(publicKey), SigningInput.Of(sent), Token);
                    Assert.True(IsRight(CredentialEvent.Parse(sent.ToJson()), new EventSignature("", Base64Url.EncodeToString(signature)), Base64Url.EncodeToString(publicKey)));
                }
            },
            Token)));
    }

    private static bool IsRight(CredentialEvent received, EventSignature signature, string x) => IsRight(SigningInput.Of(received), signature, x);

    /// <summary>Checks as the verification service does.</summary>
    /// <param name="input">What was signed.</param>
    /// <param name="signature">Its signature, as it travels.</param>
    /// <param name="x">The public key, as the service publishes it.</param>
    private static bool IsRight(byte[] input, EventSignature signature, string x) =>
        SigningTree.Read(signature.Value, input) is { } read && SignatureAlgorithm.Ed25519.Verify(PublicKey.Import(SignatureAlgorithm.Ed25519, Base64Url.DecodeFromChars(x), KeyBlobFormat.RawPublicKey), read.Signed, read.Signature);

    /// <summary>The keys of a service whose only key is this one, with no private key in the database.</summary>
    private async Task<SigningKeyRing> RingAsync(byte[] publicKey)
    {
        await Database.ExecuteAsync(
            $"INSERT INTO signing_keys (key_id, owner, algorithm, public_key, private_key, state, created_at, activated_at, signed_anew) VALUES (@id, '', 'Ed25519', @key, NULL, 'active', {Database.Dialect.Now}, {Database.Dialect.Now}, 0)",
            ("@id", SigningKey.IdOf(publicKey)), ("@key", publicKey));
        var ring = new SigningKeyRing(
            new SigningKeyStore(Database.Dialect, s_master), s_master, new DatabaseReadiness(), new NoApplication(), TimeProvider.System, new LoopRegistry(TimeProvider.System), NullLogger<SigningKeyRing>.Instance);
        await ring.ReadAsync(Token);
        return ring;
    }

    private sealed class NoApplication : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => throw new InvalidOperationException("The service stops itself.");
    }
}
