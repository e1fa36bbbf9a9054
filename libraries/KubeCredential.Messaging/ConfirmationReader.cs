using System.Globalization;
using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Reads entries of the confirmation stream.</summary>
public static class ConfirmationReader
{
    /// <summary>The confirmation in an entry, or null if the entry is not a confirmation.</summary>
    public static Confirmation? Read(StreamEntry entry) =>
        Guid.TryParse((string?)entry.Field("eventId"u8), out var eventId)
        && Guid.TryParse((string?)entry.Field("credentialId"u8), out var credentialId)
        && int.TryParse((string?)entry.Field("version"u8), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && DateTimeOffset.TryParse((string?)entry.Field("time"u8), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
        && entry.Field("group"u8) is { IsNullOrEmpty: false } group
        && (string?)entry.Field("outcome"u8) is ConfirmationOutcome.Applied or ConfirmationOutcome.Duplicate or ConfirmationOutcome.Dead or ConfirmationOutcome.Discarded
            ? new Confirmation(eventId, credentialId, version, entry.Field("outcome"u8).ToString(), entry.Field("worker"u8).ToString(), time, entry.Field("reason"u8).ToString())
            {
                Group = group.ToString(),
                KeyId = entry.Field("keyId"u8).ToString(),
            }
            : null;
}
