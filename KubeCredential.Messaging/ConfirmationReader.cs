using System.Globalization;
using StackExchange.Redis;

namespace KubeCredential.Messaging;

/// <summary>Reads entries of the way back.</summary>
public static class ConfirmationReader
{
    /// <summary>The confirmation in an entry, or null where the entry is not one.</summary>
    public static Confirmation? Read(StreamEntry entry) =>
        Guid.TryParse((string?)entry["eventId"], out var eventId)
        && Guid.TryParse((string?)entry["credentialId"], out var credentialId)
        && int.TryParse((string?)entry["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && DateTimeOffset.TryParse((string?)entry["time"], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
        && (string?)entry["outcome"] is ConfirmationOutcome.Applied or ConfirmationOutcome.Duplicate or ConfirmationOutcome.Dead or ConfirmationOutcome.Discarded
            ? new Confirmation(eventId, credentialId, version, entry["outcome"].ToString(), entry["worker"].ToString(), time, entry["reason"].ToString())
            : null;
}
