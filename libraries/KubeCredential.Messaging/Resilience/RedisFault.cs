using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Resilience;

/// <summary>Distinguishes an outage of Redis from a fault of one message. An outage uses up no attempts.</summary>
public static class RedisFault
{
    // Redis 7 words it like this for a command in a script; for any other command it answers NOPERM.
    private const string NoRight = "ERR The user executing the script can't";

    /// <summary>
    /// Whether a call failed because of Redis, the connection to it, or its state, so that the same call may succeed later. Only a plain
    /// <c>ERR</c> reply to one message says something about that message, unless the user lacks a permission that a script needs.
    /// </summary>
    public static bool IsOutage(Exception error) => error switch
    {
        RedisServerException server => !server.Message.StartsWith("ERR ", StringComparison.Ordinal) || server.Message.StartsWith(NoRight, StringComparison.Ordinal),
        RedisException or TimeoutException or BrokenCircuitException or ObjectDisposedException => true,
        _ => false,
    };
}
