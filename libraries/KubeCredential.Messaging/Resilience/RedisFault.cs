using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Resilience;

/// <summary>Tells an outage of Redis from a fault of one message. An outage uses up no attempts.</summary>
public static class RedisFault
{
    // As Redis 7 says it of a command in a script; of any other it says NOPERM.
    private const string NoRight = "ERR The user executing the script can't";

    /// <summary>
    /// Whether a call failed because of Redis, the way to it, or its state, so that the same call may succeed later. Only a plain
    /// <c>ERR</c> answer to one message says something about that message, unless it is the user's rights that a script lacks.
    /// </summary>
    public static bool IsOutage(Exception error) => error switch
    {
        RedisServerException server => !server.Message.StartsWith("ERR ", StringComparison.Ordinal) || server.Message.StartsWith(NoRight, StringComparison.Ordinal),
        RedisException or TimeoutException or BrokenCircuitException or ObjectDisposedException => true,
        _ => false,
    };
}
