using System.Buffers;
using System.Text;
using System.Text.Json;
using KubeCredential.Text;

namespace KubeCredential.Events;

/// <summary>
/// The issuer's word, in the event stream, on how far the stream has come: a reader that has handled every entry before it knows all that was committed at the
/// issuer up to <see cref="AsOf"/>.
/// </summary>
/// <param name="AsOf">Everything committed before this moment has been published before this heartbeat.</param>
/// <param name="Position">The last place in the event store at that moment, as <c>nextAfter</c> of <c>GET /api/v1/events</c>.</param>
/// <param name="SentAt">When it was sent.</param>
public sealed record IssuerHeartbeat(DateTimeOffset AsOf, string Position, DateTimeOffset SentAt)
{
    /// <summary>The issuer's signature, which travels and is stored beside the JSON text, never within; null if there is none.</summary>
    public EventSignature? Signature { get; init; }

    /// <summary>The text from which it was read, if this version would write another one: the signature is over it.</summary>
    private string? Received { get; init; }

    /// <summary>The heartbeat as JSON text: as it was received, or as it is to be sent.</summary>
    public string ToJson()
    {
        if (Received is { } received) return received;
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer, CredentialEvent.WriteOptions))
        {
            json.WriteStartObject();
            json.WriteString("asOf", Rfc3339.Format(AsOf));
            json.WriteString("position", Position);
            json.WriteString("sentAt", Rfc3339.Format(SentAt));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads a heartbeat from its JSON text.</summary>
    /// <exception cref="EventFormatException">The text is not JSON, or lacks a member, which the message names.</exception>
    public static IssuerHeartbeat Parse(string json)
    {
        if (json.Length > 1000) throw new EventFormatException("The heartbeat is too long.");
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new EventFormatException("The heartbeat is not a JSON object.");
            var read = new IssuerHeartbeat(EventJson.Moment(root, "asOf"), EventJson.Text(root, "position"), EventJson.Moment(root, "sentAt"));
            return read.ToJson() == json ? read : read with { Received = json };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new EventFormatException("The heartbeat is not valid JSON.", error);
        }
    }
}
