using System.Collections.Concurrent;
using Issuance.Api.Credentials;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Issuers;

/// <summary>Decides for which issuers credentials may be issued. Those that are registered are remembered: they stay so.</summary>
internal sealed class IssuerRegistry(IssuerStore store, IOptions<IssuerOptions> options, IHostEnvironment environment) : IIssuerAdmission, IDisposable
{
    private const int MostRemembered = 100_000;
    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _registering = new(1, 1);

    /// <summary>Whether an issuer is registered by its first credential.</summary>
    public bool RegistersOnFirstUse { get; } = options.Value.RegisterOnFirstUse ?? environment.IsDevelopment();

    /// <summary>Whether credentials could be issued for this issuer, without registering it.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async ValueTask<bool> WouldAdmitAsync(string name, CancellationToken cancellationToken) =>
        RegistersOnFirstUse || _known.ContainsKey(name) || (await store.ListAsync(name, null, null, 1, cancellationToken)).Count > 0;

    /// <inheritdoc/>
    public ValueTask<bool> AdmitAsync(string name, string actor, CancellationToken cancellationToken) =>
        _known.ContainsKey(name) ? ValueTask.FromResult(true) : new ValueTask<bool>(LookUpAsync(name, actor, cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _registering.Dispose();

    private async Task<bool> LookUpAsync(string name, string actor, CancellationToken cancellationToken)
    {
        if ((await store.ListAsync(name, null, null, 1, cancellationToken)).Count == 0 && !await RegisterAsync(name, actor, cancellationToken)) return false;
        if (_known.Count >= MostRemembered) _known.Clear();
        _known[name] = 0;
        return true;
    }

    private async Task<bool> RegisterAsync(string name, string actor, CancellationToken cancellationToken)
    {
        if (!RegistersOnFirstUse) return false;
        await _registering.WaitAsync(cancellationToken); // An issuer's first credentials may come all at once.
        try
        {
            return _known.ContainsKey(name) || (await store.RegisterAsync(name, null, null, null, actor, cancellationToken)).Issuer is not null;
        }
        finally
        {
            _registering.Release();
        }
    }
}
