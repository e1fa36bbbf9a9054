using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using KubeCredential.Hosting.Limits;
using Microsoft.Extensions.Hosting;

namespace KubeCredential.Security.Limits;

/// <summary>
/// Makes the limiters of the clients of one policy. Their number is bounded: whoever has many addresses must not fill the memory. Clients
/// beyond it share limits.
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

    /// <summary>Makes limiters.</summary>
    /// <param name="policy">The policy's name.</param>
    /// <param name="limit">The limit of each client, or null for none.</param>
    /// <param name="budget">What all replicas share.</param>
    /// <param name="environment">Names the service.</param>
    /// <param name="secret">What all replicas know and nobody else does.</param>
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

    /// <summary>How many clients there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Where a client's requests are counted.</summary>
    public RateLimitPartition<LimitedClient> PartitionOf(LimitedClient client) =>
        _limit is null ? RateLimitPartition.GetNoLimiter(client) : RateLimitPartition.Get(Count < MostClients ? client : client.Merge(), _create);

    private SharedLimiter Create(LimitedClient client)
    {
        Interlocked.Increment(ref _count);
        return new SharedLimiter(_limit!, _prefix + NameOf(client), _budget, _time, () => Interlocked.Decrement(ref _count));
    }

    // Addresses are few enough to try all of them, so a plain hash would hide nothing.
    private string NameOf(LimitedClient client) => Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(client.ToString())).AsSpan(0, 16));
}
