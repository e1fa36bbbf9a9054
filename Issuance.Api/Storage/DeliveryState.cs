namespace Issuance.Api.Storage;

/// <summary>Where an event is on its way to the verifier. The numbers are stored.</summary>
internal enum DeliveryState : short
{
    /// <summary>Waits to be published.</summary>
    Pending = 0,

    /// <summary>Publishing failed through a fault of the message; it will be tried again.</summary>
    Retrying = 1,

    /// <summary>In Redis; the verifier has not said yet what became of it.</summary>
    Published = 2,

    /// <summary>The verifier has applied it. Only this ends delivery.</summary>
    Confirmed = 3,

    /// <summary>Given up, by the relay or by the verifier; an operator can have it tried again.</summary>
    Dead = 4,

    /// <summary>Given up, and taken away for good by an operator.</summary>
    Discarded = 5,
}
