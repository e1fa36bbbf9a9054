using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Removes consumer groups that are no longer in use: the stream is trimmed behind the slowest group, so an abandoned group would keep all of it.</summary>
/// <param name="redis">The connection.</param>
public sealed class ConsumerGroupRetirement(IConnectionMultiplexer redis)
{
    /// <summary>How many dead letters are named at most.</summary>
    public const int MostNamed = 20;

    /// <summary>A consumer that has asked for entries within this time counts as running.</summary>
    public static readonly TimeSpan RunningWithin = TimeSpan.FromSeconds(10);

    private static readonly RedisScript RetireScript = new("retire");

    /// <summary>Reports what retiring a group would remove, without changing anything.</summary>
    /// <exception cref="RedisException">Redis is unavailable.</exception>
    public Task<RetiredGroup> LookAsync(string group) => RunAsync(group, "look");

    /// <summary>Removes a group from the stream, with its retry queue and its dead letters, in one script. A running or unknown group is left alone.</summary>
    /// <exception cref="RedisException">Redis is unavailable, or did not answer in time; the same call may be repeated.</exception>
    public Task<RetiredGroup> RetireAsync(string group) => RunAsync(group, "do");

    private async Task<RetiredGroup> RunAsync(string group, string mode)
    {
        var answer = (RedisResult[])(await RetireScript.EvaluateAsync(
            redis.GetDatabase(),
            [
                MessagingKeys.Stream, MessagingKeys.Retry(group), MessagingKeys.RetryEntries(group),
                MessagingKeys.DeadLetter(group), MessagingKeys.DeadLetterEntries(group), MessagingKeys.LastRetry(group),
            ],
            [group, (long)RunningWithin.TotalMilliseconds, mode, MostNamed]))!;
        return new RetiredGroup(
            Enum.Parse<RetirementState>((string)answer[0]!, ignoreCase: true), (long)answer[1], (long)answer[2], (long)answer[3], [.. answer[4..].Select(static id => (string)id!)]);
    }
}
