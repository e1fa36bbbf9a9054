using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using KubeCredential.Text;

namespace KubeCredential.Events;

/// <summary>
/// The bytes that the issuer signs: ASCII text, one value a line, with a first line that says what it is, so that a signature of one kind never passes for
/// another. Content and status are in it by their hashes: an erased content leaves the signature checkable. What a delivery changes (retries) and what only helps
/// to follow it (correlation ID, trace) is not signed.
/// </summary>
/// <remarks>
/// <code>
/// kubecredential-event-v1
/// EVENT ID
/// EVENT TYPE
/// CREDENTIAL ID
/// VERSION
/// TIME (RFC 3339, UTC, milliseconds)
/// SALTED SHA-256 OF THE CONTENT
/// SHA-256 OF THE STATUS, as its JSON text is stored and sent
/// </code>
/// </remarks>
public static class SigningInput
{
    private const string EventKind = "kubecredential-event-v1";
    private const string HeartbeatKind = "kubecredential-heartbeat-v1";
    private const int MostTypeLength = 100;
    private const int MostBytes = 512;
    private static readonly SearchValues<char> s_typeCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    /// <summary>What is signed of an event.</summary>
    /// <exception cref="EventFormatException">The event has no hash of its content, or its type is too long, or not made of upper-case letters, digits and underscores.</exception>
    public static byte[] Of(CredentialEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened.ContentHash is not { } hash) throw new EventFormatException("The event's 'contentHash' is missing.");
        return Of(happened.EventId, happened.EventType, happened.CredentialId, happened.Version, happened.Timestamp, hash, happened.StatusJson);
    }

    /// <summary>What is signed of an event, from its parts.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="eventType">Its type.</param>
    /// <param name="credentialId">Its credential.</param>
    /// <param name="version">The credential's version.</param>
    /// <param name="timestamp">When it happened.</param>
    /// <param name="contentHash">The salted hash of the content.</param>
    /// <param name="statusJson">The status: JSON text, exactly as stored and sent.</param>
    /// <exception cref="EventFormatException">The type is too long, or not made of upper-case letters, digits and underscores.</exception>
    public static byte[] Of(Guid eventId, string eventType, Guid credentialId, int version, DateTimeOffset timestamp, string contentHash, string statusJson)
    {
        ArgumentNullException.ThrowIfNull(eventType);
        ArgumentNullException.ThrowIfNull(contentHash);
        // A line break in it could move what follows.
        if (eventType.Length > MostTypeLength || eventType.AsSpan().ContainsAnyExcept(s_typeCharacters)) throw new EventFormatException("The event's 'eventType' has a character that no type has, or too many.");
        Span<byte> status = stackalloc byte[2 * SHA256.HashSizeInBytes];
        WriteHash(statusJson, status);
        Span<byte> bytes = stackalloc byte[MostBytes];
        return Utf8.TryWrite(
            bytes, CultureInfo.InvariantCulture, $"{EventKind}\n{eventId:D}\n{eventType}\n{credentialId:D}\n{version}\n{Rfc3339.Format(timestamp)}\n{contentHash}\n{status}", out var written)
            ? bytes[..written].ToArray()
            : throw new EventFormatException("The event's 'contentHash' is too long.");
    }

    /// <summary>What is signed of a heartbeat: its JSON text by its hash, since nothing of it is ever erased.</summary>
    /// <param name="json">The heartbeat, exactly as sent.</param>
    public static byte[] OfHeartbeat(string json)
    {
        Span<byte> hash = stackalloc byte[2 * SHA256.HashSizeInBytes];
        WriteHash(json, hash);
        return [.. Encoding.ASCII.GetBytes(HeartbeatKind), (byte)'\n', .. hash];
    }

    private static void WriteHash(string text, Span<byte> hex)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)), hash);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        Convert.TryToHexStringLower(hash, hex, out _);
    }
}
