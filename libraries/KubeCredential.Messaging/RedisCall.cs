using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Gives every call that ends because its connection did the same kind of error.</summary>
internal static class RedisCall
{
    /// <summary>Waits for a call's answer.</summary>
    /// <exception cref="RedisConnectionException">
    /// The connection ended. When the client gives one up that hangs, it ends the calls that were on their way with whatever its reader
    /// met: a cancellation that nobody asked for, or the reader's own <see cref="InvalidOperationException"/>.
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
