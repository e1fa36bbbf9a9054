using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using KubeCredential.Hosting.Limits;
using Microsoft.Extensions.Hosting;

namespace KubeCredential.Security.Limits;

/// <summary>
/// Creates the limiters of one policy's clients. Their number is bounded, so that an attacker with many addresses cannot fill the memory;
/// clients beyond the bound share limits.
/// </summary>
internal sealed class ClientLimiters
{
    private const int MostClients = 50_000;

    private readonly string _policy;
    private readonly RateLimit? _limit;
    private readonly ISharedBudget _budget;
    private readonly TimeProvider _time;
    private readonly string _prefix;
    private readonly byte[] _secret;
    private readonly Func<LimitedClient, RateLimiter> _create;
    private int _count;

    /// <summary>Creates the limiters.</summary>
    /// <param name="policy">The policy's name.</param>
    /// <param name="limit">The limit of each client, or null for none.</param>
    /// <param name="budget">The budget shared by all replicas.</param>
    /// <param name="environment">Names the service.</param>
    /// <param name="secret">A secret known only to the replicas.</param>
    /// <param name="time">The clock.</param>
    public ClientLimiters(string policy, RateLimit? limit, ISharedBudget budget, IHostEnvironment environment, string? secret, TimeProvider time)
    {
        (_policy, _limit, _budget, _time) = (policy, limit, budget, time);
        _prefix = $"{environment.ApplicationName}:{policy}:";
        _secret = SHA256.HashData(Encoding.UTF8.GetBytes($"limits:{secret}"));
        _create = Create;
    }

    /// <summary>The policy's name.</summary>
    public string Policy => _policy;

    /// <summary>The limit of each client, or null for none.</summary>
    public RateLimit? Limit => _limit;

    /// <summary>The number of clients.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The partition in which a client's requests are counted.</summary>
    public RateLimitPartition<LimitedClient> PartitionOf(LimitedClient client) =>
        _limit is null ? RateLimitPartition.GetNoLimiter(client) : RateLimitPartition.Get(Count < MostClients ? client : client.Merge(), _create);

    private SharedLimiter Create(LimitedClient client)
    {
        Interlocked.Increment(ref _count);
        return new SharedLimiter(_limit!, _prefix + NameOf(client), _budget, _time, () => Interlocked.Decrement(ref _count));
    }

    // There are few enough addresses to try them all, so an unkeyed hash would hide nothing.
    private string NameOf(LimitedClient client) => Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(client.ToString())).AsSpan(0, 16));
}
