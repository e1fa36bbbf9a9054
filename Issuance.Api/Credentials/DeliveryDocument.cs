using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Issuance.Api.Storage;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>The delivery status of a credential's latest event.</summary>
/// <param name="State"><c>pending</c>, <c>retrying</c>, <c>published</c>, <c>confirmed</c> (verifiable), <c>dead</c> (given up) or <c>discarded</c> (given up, then discarded by an operator).</param>
/// <param name="Attempts">How many attempts to publish have failed because of the message itself.</param>
/// <param name="Publications">How often it has been published.</param>
/// <param name="CreatedAt">When the event happened.</param>
/// <param name="PublishedAt">When it was last published, or null.</param>
/// <param name="ConfirmedAt">When the verifier's confirmation arrived, or null.</param>
/// <param name="DeadAt">When it was given up, or null.</param>
/// <param name="NextAttemptAt">When the next attempt is due, or null if none is.</param>
/// <param name="LastError">Why the last attempt failed, or null.</param>
internal sealed record DeliveryDocument(
    [property: AllowedValues(DeliveryStates.Pending, DeliveryStates.Retrying, DeliveryStates.Published, DeliveryStates.Confirmed, DeliveryStates.Dead, DeliveryStates.Discarded)] string State,
    int Attempts,
    int Publications,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? PublishedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? ConfirmedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? DeadAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? NextAttemptAt,
    string? LastError);
