namespace KubeCredential.Messaging;

/// <summary>Where a published but unconfirmed event is.</summary>
public enum DeliveryPlace
{
    /// <summary>In the stream: not yet read by the group, or being handled.</summary>
    Waiting,

    /// <summary>In the retry queue.</summary>
    Retry,

    /// <summary>Among the dead letters.</summary>
    Dead,

    /// <summary>The group has passed it, or Redis has lost it: it must be published again.</summary>
    Gone,
}
