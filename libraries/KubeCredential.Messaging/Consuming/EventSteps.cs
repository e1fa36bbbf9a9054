using System.Collections.Frozen;
using KubeCredential.Events;

namespace KubeCredential.Messaging.Consuming;

/// <summary>A consumer's steps by event type. Events of a type that is missing here become dead letters: they are never skipped silently.</summary>
/// <typeparam name="TStep">The step for one type.</typeparam>
/// <param name="steps">The steps by event type, each of <see cref="EventTypes"/> at most once.</param>
public sealed class EventSteps<TStep>(IEnumerable<KeyValuePair<string, TStep>> steps)
{
    private readonly FrozenDictionary<string, TStep> _steps = steps.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether there is a step for the type.</summary>
    public bool Knows(string eventType) => _steps.ContainsKey(eventType);

    /// <summary>The step for an event's type.</summary>
    /// <exception cref="EventFormatException">The type is unknown.</exception>
    public TStep For(CredentialEvent happened) =>
        _steps.TryGetValue(happened.EventType, out var step) ? step : throw new EventFormatException("The event's type is not known to this version.");
}
