using System.Globalization;
using System.Text;
using System.Text.Json;
using KubeCredential.Events;

namespace Verification.Api.Changes;

/// <summary>The change that an event makes to the read model. Without a content, which has been erased, the names are empty and the dates null.</summary>
/// <param name="Event">The event.</param>
/// <param name="HolderName">From the credential.</param>
/// <param name="CredentialType">From the credential.</param>
/// <param name="ValidFrom">From the credential, or null if it is valid from its issue date.</param>
/// <param name="ExpiryDate">From the credential, or null if it does not expire.</param>
internal sealed record CredentialChange(CredentialEvent Event, string HolderName, string CredentialType, DateOnly? ValidFrom, DateOnly? ExpiryDate)
{
    /// <summary>The number of the attempt, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The trace of the request that caused the event, or null.</summary>
    public string? TraceId { get; init; }

    /// <summary>The row that the change leaves.</summary>
    /// <exception cref="InvalidOperationException">The event has no signature.</exception>
    public StoredCredential ToRow() => new(
        Event.CredentialId, Event.Version, Event.EventId, Event.EventType, Event.Timestamp, HolderName, CredentialType, ValidFrom, ExpiryDate, Event.Status.State, Event.StatusJson, Event.ContentHash,
        Event.ContentSalt, Event.Credential is { } content ? Encoding.UTF8.GetBytes(content) : null, Event.Signature!.Value.KeyId, Event.Signature.Value.Value);

    /// <summary>Reads a change from the credential as the event carries it, or without one if it has been erased.</summary>
    /// <exception cref="EventFormatException">The event's credential lacks a member, or its status or hash is not what it must be.</exception>
    public static CredentialChange WholeOf(CredentialEvent happened)
    {
        if (happened.Status.State != EventTypes.StateAfter(happened.EventType)) throw new EventFormatException("The event's status does not follow from its type.");
        if (happened.Credential is not { } content) return new CredentialChange(happened, "", "", null, null);
        if (!HasItsContent(happened)) throw new EventFormatException("The credential does not match the event's hash of it.");
        try
        {
            using var document = JsonDocument.Parse(content);
            var credential = document.RootElement;

            // The parser does not check texts; an unpaired surrogate, which only an escape can contain, causes an error when it is written.
            if (content.Contains("\\u", StringComparison.Ordinal))
            {
                using var json = new Utf8JsonWriter(Stream.Null);
                credential.WriteTo(json);
            }

            return new CredentialChange(happened, Text(credential, "holderName"), Text(credential, "credentialType"), Day(credential, "validFrom"), Day(credential, "expiryDate"));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new EventFormatException("The credential is not valid JSON, or holds half of a surrogate pair.", error);
        }
    }

    /// <summary>Whether an event's content, if it has one, is what its hash says. Only the hash is signed: without a salt, nothing would tie the content to it.</summary>
    public static bool HasItsContent(CredentialEvent happened) =>
        happened.Credential is not { } content || (happened is { ContentHash: { } hash, ContentSalt: { } salt } && ContentHash.Of(salt, content) == hash);

    private static string Text(JsonElement credential, string name) =>
        credential.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : throw new EventFormatException($"The credential's '{name}' is missing, or not text.");

    private static DateOnly? Day(JsonElement credential, string name)
    {
        if (!credential.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new EventFormatException($"The credential's '{name}' is not a calendar day.");
    }
}
