using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.Hosting.Resilience;
using KubeCredential.ServiceDefaults.Problems;
using KubeCredential.Text;
using Microsoft.Extensions.Options;

namespace Issuance.Api.CredentialTypes;

/// <summary>The types under which credentials are issued, in memory. Once a second at most it asks the database whether any has changed.</summary>
internal sealed class TypeRegistry(TypeStore store, IOptions<TypeOptions> options, TimeProvider time) : ITypeRegistry, IDisposable
{
    private const int MaxAttempts = 3;
    private static readonly Backoff s_retryDelay = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Types? _now;
    private long _readAt;

    /// <summary>Whether a credential is refused whose type is not registered.</summary>
    public bool RequiresType => options.Value.RequireType;

    /// <inheritdoc/>
    public async ValueTask<IRegisteredTypes> CurrentAsync(CancellationToken cancellationToken) => await ReadAsync(cancellationToken);

    /// <summary>The type under which a credential is issued; null if it is not registered. An issuer's own goes before one for all.</summary>
    public async ValueTask<RegisteredType?> FindAsync(string name, string issuer, CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).Find(name, issuer);

    /// <summary>Called by the replica that has changed a type, so that it knows at once.</summary>
    public void Forget() => _now = null;

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private ValueTask<Types> ReadAsync(CancellationToken cancellationToken) =>
        _now is { } now && time.GetElapsedTime(Interlocked.Read(ref _readAt)) < Fresh ? ValueTask.FromResult(now) : new ValueTask<Types>(ReadAgainAsync(cancellationToken));

    private async Task<Types> ReadAgainAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var began = time.GetTimestamp();
            if (_now is { } now && time.GetElapsedTime(Interlocked.Read(ref _readAt), began) < Fresh) return now;
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    var changes = await store.ReadChangesAsync(cancellationToken);
                    // What is read now may be newer than the number says; then it is read once more.
                    var types = _now is { } held && held.Changes == changes ? held : new Types(changes, await store.ReadActiveAsync(cancellationToken), RequiresType);
                    Interlocked.Exchange(ref _readAt, began);
                    return _now = types;
                }
                catch (Exception error) when (attempt < MaxAttempts && error.IsDatabaseUnavailable())
                {
                    // As when credentials are written: after a restart of the database, connections that were open are broken.
                    await Task.Delay(s_retryDelay.Next(attempt), time, cancellationToken);
                }
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    private sealed class Types(long changes, List<RegisteredType> types, bool requiresType) : IRegisteredTypes
    {
        private readonly Dictionary<(string Name, string? Issuer), RegisteredType> _types = types.ToDictionary(static type => (type.Name, type.Issuer));

        public long Changes => changes;

        public RegisteredType? Find(string name, string issuer) => _types.Count == 0 ? null : _types.GetValueOrDefault((name, issuer)) ?? _types.GetValueOrDefault((name, null));

        public TypeAdmission Admit(string credentialType, string issuerName, DateOnly validFrom, DateOnly? expiryDate, JsonElement? metadata)
        {
            if (Find(credentialType, issuerName) is not { } type)
            {
                return new TypeAdmission(null, expiryDate, requiresType
                    ? [new TypeFault("/credentialType", "No credential type of this name is registered for this issuer. Check the spelling, or register it first (POST /api/v1/credential-types).", "text")]
                    : []);
            }

            var (faults, last) = (type.Check(metadata), type.LastDayOf(validFrom));
            if (last < validFrom) faults = [.. faults, new TypeFault("/validFrom", $"Credentials of this type are {type.Definition.Validity.Rule}.", "text")];
            else if (expiryDate > last) faults = [.. faults, new TypeFault("/expiryDate", $"Credentials of this type are {type.Definition.Validity.Rule}: this must be {Rfc3339.Format(last.Value)} at the latest.", "text")];
            return new TypeAdmission(type.Reference, expiryDate ?? last, faults);
        }
    }
}
