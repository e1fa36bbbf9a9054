using KubeCredential.VerifiableCredentials.StatusLists;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Verification.Api.Credentials;

namespace Verification.Api.Portable;

/// <summary>Status lists that have been verified, bounded in memory. None is kept longer than its issuer allows it to be used without asking again.</summary>
internal sealed class VerifiedLists(IOptions<VerificationOptions> options, TimeProvider time) : IStatusListCache, IDisposable
{
    private const int Overhead = 500;

    private readonly MemoryCache _lists = new(new MemoryCacheOptions { SizeLimit = options.Value.StatusListMegabytes * 1024L * 1024 });

    public VerifiedStatusList? Find(string address) => _lists.TryGetValue(address, out VerifiedStatusList? list) && list!.FreshUntil > time.GetUtcNow() ? list : null;

    public void Keep(VerifiedStatusList list)
    {
        var fresh = list.FreshUntil - time.GetUtcNow();
        if (fresh <= TimeSpan.Zero) return;
        using var entry = _lists.CreateEntry(list.Address);
        entry.Value = list;
        entry.Size = list.Bits.Length + (list.Address.Length * sizeof(char)) + Overhead;
        entry.AbsoluteExpirationRelativeToNow = fresh;
    }

    public void Dispose() => _lists.Dispose();
}
