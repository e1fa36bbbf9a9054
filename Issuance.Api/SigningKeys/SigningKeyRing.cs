using System.Security.Cryptography;
using KubeCredential.Hosting.Background;
using KubeCredential.Security;
using KubeCredential.Storage;
using KubeCredential.VerifiableCredentials.Keys;
using NSec.Cryptography;

namespace Issuance.Api.SigningKeys;

/// <summary>
/// The signing keys in this process's memory, as the database had them a moment ago; another replica may have rotated them since. It is also the signer for private keys that
/// are in the database.
/// </summary>
internal sealed partial class SigningKeyRing(
    SigningKeyStore store, KeyEncryption encryption, DatabaseReadiness database, IHostApplicationLifetime application, TimeProvider time, LoopRegistry loops, ILogger<SigningKeyRing> logger)
    : BackgroundLoop("signing-keys", loops, logger), ICredentialSigner
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Ring? _ring;

    /// <summary>All keys, newest first; empty until they have been read for the first time.</summary>
    public IReadOnlyList<SigningKey> Keys => _ring?.Keys ?? [];

    /// <summary>Whether this is the key to sign with.</summary>
    public bool IsActive(string keyId) => _ring?.Active.KeyId == keyId;

    /// <summary>Whether a signature of this key may be given out: whether the key was not compromised a moment ago.</summary>
    public bool IsSound(string keyId) => _ring?.Keys.Any(one => one.KeyId == keyId && one.State != SigningKeyState.Compromised) == true;

    /// <summary>The key to sign with.</summary>
    /// <exception cref="System.Data.Common.DbException">The keys have not been read yet, and the database cannot be reached.</exception>
    public async ValueTask<SigningKey> ActiveAsync(CancellationToken cancellationToken)
    {
        if (_ring is null) await ReadAsync(cancellationToken);
        return _ring!.Active;
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(string keyId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        _ring is { } ring && ring.Private.TryGetValue(keyId, out var key)
            ? ValueTask.FromResult(SignatureAlgorithm.Ed25519.Sign(key, data.Span))
            : ValueTask.FromException<byte[]>(new KeyNotFoundException($"There is no private key {keyId} here."));

    /// <summary>Reads the keys from the database, for the first time with those that have to be made.</summary>
    /// <exception cref="CryptographicException">A private key was encrypted under another master key. The message names the key.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_ring is null) await store.EnsureAsync(cancellationToken);
            var known = _ring?.Private ?? [];
            var keys = new Dictionary<string, Key>(StringComparer.Ordinal);
            foreach (var (keyId, stored) in await store.PrivateKeysAsync(KeyOwner.Service, cancellationToken)) keys[keyId] = known.GetValueOrDefault(keyId) ?? Import(keyId, stored);
            var all = await store.ListAsync(KeyOwner.Service, cancellationToken);
            _ring = new Ring(all, all.First(static one => one.State == SigningKeyState.Active), keys);
        }
        finally
        {
            _reading.Release();
        }
    }

    public override void Dispose()
    {
        _reading.Dispose();
        base.Dispose();
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(cancellationToken);
        }
        catch (CryptographicException error)
        {
            // Without its keys the service can issue nothing, and trying again does not help.
            LogWrongMasterKey(logger, error.Message);
            Environment.ExitCode = 1;
            application.StopApplication();
            throw;
        }

        return false;
    }

    private Key Import(string keyId, byte[] stored)
    {
        byte[] seed;
        try
        {
            seed = encryption.Decrypt(keyId, stored);
        }
        catch (CryptographicException error)
        {
            throw new CryptographicException($"The private key {keyId} cannot be decrypted: the setting Signing:MasterKey is not the one under which it was stored.", error);
        }

        try
        {
            return Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    [LoggerMessage(LogLevel.Critical, "{Reason} The service stops.")]
    private static partial void LogWrongMasterKey(ILogger logger, string reason);

    /// <summary>What was read at one moment.</summary>
    private sealed record Ring(IReadOnlyList<SigningKey> Keys, SigningKey Active, Dictionary<string, Key> Private);
}
