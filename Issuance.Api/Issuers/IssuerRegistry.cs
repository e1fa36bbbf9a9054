using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Issuers;

/// <summary>Decides for which issuers credentials may be issued. Those that are registered are remembered: they stay so.</summary>
internal sealed class IssuerRegistry(IssuerStore store, IOptions<IssuerOptions> options, IHostEnvironment environment)
{
    private const int MostRemembered = 100_000;
    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);

    /// <summary>Whether an issuer is registered by its first credential.</summary>
    public bool RegistersOnFirstUse { get; } = options.Value.RegisterOnFirstUse ?? environment.IsDevelopment();

    /// <summary>Whether credentials may be issued for this issuer; where its first credential registers it, it is registered now.</summary>
    /// <exception cref="System.Data.Common.DbException">It is not remembered, and the database cannot be reached.</exception>
    public ValueTask<bool> AdmitAsync(string name, string actor, CancellationToken cancellationToken) =>
        _known.ContainsKey(name) ? ValueTask.FromResult(true) : new ValueTask<bool>(LookUpAsync(name, actor, cancellationToken));

    private async Task<bool> LookUpAsync(string name, string actor, CancellationToken cancellationToken)
    {
        var known = RegistersOnFirstUse
            ? (await store.ListAsync(name, null, null, 1, cancellationToken)).Count > 0 || (await store.RegisterAsync(name, null, null, null, actor, cancellationToken)).Issuer is not null
            : (await store.ListAsync(name, null, null, 1, cancellationToken)).Count > 0;
        if (!known) return false;
        if (_known.Count >= MostRemembered) _known.Clear();
        _known[name] = 0;
        return true;
    }
}
