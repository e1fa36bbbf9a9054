using System.Collections.Concurrent;

namespace KubeCredential.VerifiableCredentials.JsonLd;

/// <summary>Contexts that have been processed, by what they were processed from. Bounded: when it is full, it starts anew.</summary>
internal sealed class ContextCache(int maxEntries)
{
    private readonly ConcurrentDictionary<Key, ActiveContext> _contexts = new();
    private int _count;

    /// <param name="Parent">The context on which it builds.</param>
    /// <param name="Local">The text of the local context, or the definition of the term that brings it.</param>
    /// <param name="Propagates">Whether it is for more than one node.</param>
    /// <param name="OverridesProtected">Whether protected terms may be defined anew.</param>
    internal readonly record struct Key(ActiveContext Parent, object Local, bool Propagates, bool OverridesProtected);

    public ActiveContext? Find(in Key key) => _contexts.GetValueOrDefault(key);

    public void Keep(in Key key, ActiveContext context)
    {
        // One context leads to others that lead to others, so that all go together.
        if (Interlocked.Increment(ref _count) > maxEntries)
        {
            _contexts.Clear();
            Interlocked.Exchange(ref _count, 0);
        }

        _contexts[key] = context;
    }
}
