using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Takes consumer groups away that nobody runs any more: the stream is trimmed behind the slowest group, so a dead one would keep all of it.</summary>
/// <param name="redis">The connection.</param>
public sealed class ConsumerGroupRetirement(IConnectionMultiplexer redis)
{
    /// <summary>How many dead letters are named at the most.</summary>
    public const int MostNamed = 20;

    /// <summary>A consumer that has asked for entries within this time is running.</summary>
    public static readonly TimeSpan RunningWithin = TimeSpan.FromSeconds(10);

    private static readonly RedisScript RetireScript = new("retire");

    /// <summary>Tells what retiring a group would take away, and changes nothing.</summary>
    /// <exception cref="RedisException">Redis is unavailable.</exception>
    public Task<RetiredGroup> LookAsync(string group) => RunAsync(group, "look");

    /// <summary>Destroys a group of the stream, its retry queue and its dead letters, in one script. A group that is running, or unknown, is left alone.</summary>
    /// <exception cref="RedisException">Redis is unavailable, or did not answer in time; the same call may be repeated.</exception>
    public Task<RetiredGroup> RetireAsync(string group) => RunAsync(group, "do");

    private async Task<RetiredGroup> RunAsync(string group, string mode)
    {
        var answer = (RedisResult[])(await RetireScript.EvaluateAsync(
            redis.GetDatabase(),
            [
                MessagingKeys.Stream, MessagingKeys.Retry(group), MessagingKeys.RetryEntries(group),
                MessagingKeys.DeadLetter(group), MessagingKeys.DeadLetterEntries(group),
            ],
            [group, (long)RunningWithin.TotalMilliseconds, mode, MostNamed]))!;
        return new RetiredGroup(
            Enum.Parse<RetirementState>((string)answer[0]!, ignoreCase: true), (long)answer[1], (long)answer[2], (long)answer[3], [.. answer[4..].Select(static id => (string)id!)]);
    }
}
