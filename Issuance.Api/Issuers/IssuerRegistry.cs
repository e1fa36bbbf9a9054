using System.Collections.Concurrent;
using Issuance.Api.Credentials;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Issuers;

/// <summary>Decides for which issuers credentials may be issued. Those that are registered are remembered: they stay so.</summary>
internal sealed class IssuerRegistry(IssuerStore store, IOptions<IssuerOptions> options, IHostEnvironment environment) : IIssuerAdmission
{
    private const int MostRemembered = 100_000;
    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);

    /// <summary>Whether an issuer is registered by its first credential.</summary>
    public bool RegistersOnFirstUse { get; } = options.Value.RegisterOnFirstUse ?? environment.IsDevelopment();

    /// <inheritdoc/>
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
