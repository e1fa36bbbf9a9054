using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>A Lua script from this assembly's <c>Scripts</c>. The client sends its hash and, if the server does not have it, its text.</summary>
internal sealed class RedisScript(string name)
{
    private readonly string _text = Read(name);

    public Task<RedisResult> EvaluateAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments) =>
        database.ScriptEvaluateAsync(_text, keys, arguments).OrOutageAsync();

    /// <summary>
    /// Runs a read-only script: the caller needs no permission to write to the keys. The text is sent each time, because the client (2.13)
    /// sends EVAL when asked for EVAL_RO, and does not send the text again to a server that has lost it.
    /// </summary>
    public Task<RedisResult> EvaluateReadOnlyAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments) =>
        database.ExecuteAsync("EVAL_RO", [_text, keys.Length, .. keys.Cast<object>(), .. arguments.Cast<object>()]).OrOutageAsync();

    private static string Read(string name)
    {
        var assembly = typeof(RedisScript).Assembly;
        using var stream = assembly.GetManifestResourceStream($"KubeCredential.Messaging.Scripts.{name}.lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
