namespace Issuance.Api.Storage;

/// <summary>The delivery state of an event. The numbers are stored in the database.</summary>
internal enum DeliveryState : short
{
    /// <summary>Waiting to be published.</summary>
    Pending = 0,

    /// <summary>Publishing failed because of the message itself; it will be retried.</summary>
    Retrying = 1,

    /// <summary>In Redis; the verifier has not reported an outcome yet.</summary>
    Published = 2,

    /// <summary>The verifier has applied it. Only this completes delivery.</summary>
    Confirmed = 3,

    /// <summary>Given up by the relay or by the verifier; an operator can reprocess it.</summary>
    Dead = 4,

    /// <summary>Given up, then discarded by an operator.</summary>
    Discarded = 5,
}
