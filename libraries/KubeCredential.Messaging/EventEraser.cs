using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Removes the content of erased credentials from the event stream.</summary>
/// <param name="redis">The connection.</param>
public sealed class EventEraser(IConnectionMultiplexer redis)
{
    private const int Portion = 200; // Looked at in about a millisecond, during which Redis serves nobody else.
    private const int MostAtOnce = 200;
    private static readonly RedisScript EraseScript = new("erase");

    /// <summary>
    /// Deletes every stream entry that carries the content of one of these credentials: first publications, copies published again and retries, read or not. Whatever a group
    /// has not handled is published again, without the content, because the issuer finds it missing. Entries appended during the call may be left out.
    /// </summary>
    /// <param name="credentialIds">The credentials, whose content must already be erased in the event store.</param>
    /// <param name="cancellationToken">Stops after the current portion.</param>
    /// <returns>How many entries were deleted.</returns>
    /// <exception cref="RedisException">Redis is unavailable; the same call may be repeated.</exception>
    public async Task<long> EraseAsync(IReadOnlyCollection<Guid> credentialIds, CancellationToken cancellationToken = default)
    {
        var deleted = 0L;
        foreach (var ids in credentialIds.Chunk(MostAtOnce))
        {
            var arguments = new RedisValue[2 + ids.Length];
            (arguments[0], arguments[1]) = ("0-0", Portion);
            for (var i = 0; i < ids.Length; i++) arguments[2 + i] = ids[i].ToString();
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var portion = (RedisResult[])(await EraseScript.EvaluateAsync(redis.GetDatabase(), [MessagingKeys.Stream], arguments))!;
                deleted += (long)portion[2];
                if ((long)portion[1] < Portion) break;
                arguments[0] = (string)portion[0]!;
            }
        }

        return deleted;
    }
}
