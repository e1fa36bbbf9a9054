using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Makes every call that fails because its connection ended throw the same exception.</summary>
internal static class RedisCall
{
    /// <summary>Waits for a call's answer.</summary>
    /// <exception cref="RedisConnectionException">
    /// The connection ended. When the client abandons a hanging connection, it completes the pending calls with whatever error its reader
    /// encountered: a cancellation that nobody requested, or the reader's own <see cref="InvalidOperationException"/>.
    /// </exception>
    public static async Task<T> OrOutageAsync<T>(this Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (Exception error) when (error is OperationCanceledException or InvalidOperationException)
        {
            throw new RedisConnectionException(ConnectionFailureType.InternalFailure, "The connection to Redis ended while a call was on its way.", error);
        }
    }
}
