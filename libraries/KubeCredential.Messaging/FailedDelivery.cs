using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Events;

namespace KubeCredential.Messaging;

/// <summary>An event that could not be applied: an item of the retry queue or a dead letter.</summary>
/// <param name="Event">The event's JSON text; if it cannot be read, exactly as received; if it is too long, truncated.</param>
/// <param name="Reason">Why the last attempt failed, without any of the event's content.</param>
/// <param name="Attempts">How many attempts have failed.</param>
/// <param name="FirstFailedAt">When the first attempt failed.</param>
/// <param name="LastFailedAt">When the last attempt failed.</param>
/// <param name="EntryId">The stream entry of the last attempt.</param>
/// <param name="TraceParent">The trace context of the sender, or null.</param>
/// <param name="TraceState">Its vendor part, or null.</param>
/// <param name="RetryDelayMs">In the retry queue: the delay before the next attempt, in milliseconds.</param>
/// <param name="KeyId">The key of the signature that came with it, or null.</param>
/// <param name="Signature">That signature, unchecked, or null.</param>
public sealed record FailedDelivery(
    string Event,
    string Reason,
    int Attempts,
    DateTimeOffset FirstFailedAt,
    DateTimeOffset LastFailedAt,
    string EntryId,
    string? TraceParent,
    string? TraceState,
    long? RetryDelayMs = null,
    string? KeyId = null,
    string? Signature = null)
{
    /// <summary>The form stored in Redis.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, FailedDeliveryJson.Default.FailedDelivery);

    /// <summary>Reads the form stored in Redis.</summary>
    /// <exception cref="EventFormatException">The text is not a failed delivery.</exception>
    public static FailedDelivery Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, FailedDeliveryJson.Default.FailedDelivery) ?? throw new EventFormatException("The entry is null.");
        }
        catch (JsonException error)
        {
            throw new EventFormatException("The entry is not a failed delivery.", error);
        }
    }

    /// <summary>The same, or what is there: an entry that someone has corrupted by hand is still shown and can be discarded.</summary>
    /// <param name="json">The form stored in Redis.</param>
    /// <param name="score">Its score, in milliseconds since 1970.</param>
    internal static FailedDelivery ParseOrDescribe(string json, long score)
    {
        try
        {
            return Parse(json);
        }
        catch (EventFormatException error)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(score);
            return new FailedDelivery(json, error.Message, 0, at, at, "", null, null);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FailedDelivery))]
internal sealed partial class FailedDeliveryJson : JsonSerializerContext;
