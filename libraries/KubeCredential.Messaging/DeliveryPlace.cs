namespace KubeCredential.Messaging;

/// <summary>Where a published event is that nobody has confirmed.</summary>
public enum DeliveryPlace
{
    /// <summary>In the stream: not yet read by the group, or being handled.</summary>
    Waiting,

    /// <summary>In the retry queue.</summary>
    Retry,

    /// <summary>Among the dead letters.</summary>
    Dead,

    /// <summary>The group has passed it, or Redis has lost it: it has to be published again.</summary>
    Gone,
}
