using System.Data.Common;
using KubeCredential.Events;
using KubeCredential.Storage;

namespace Issuance.Api.EventStore;

/// <summary>Reads an event from its own row <c>e</c> and, for the content, its credential's row <c>c</c>.</summary>
internal static class EventRows
{
    /// <summary>The columns that <see cref="Read"/> needs.</summary>
    public const string Columns = "e.event_id, e.event_type, e.occurred_at, e.version, e.correlation_id, e.credential_id, e.status, c.content, c.content_hash, c.content_salt, e.key_id, e.signature";

    /// <summary>The number of columns.</summary>
    public const int Count = 12;

    /// <summary>Reads an event.</summary>
    /// <param name="dialect">The database.</param>
    /// <param name="reader">The row.</param>
    /// <param name="ordinal">The ordinal of the first of <see cref="Columns"/>.</param>
    /// <param name="maxRetries">How often the event is retried before it is given up.</param>
    public static CredentialEvent Read(SqlDialect dialect, DbDataReader reader, int ordinal, int maxRetries) => new CredentialEvent(
        reader.GetString(ordinal + 1), reader.GetGuid(ordinal), dialect.ReadTime(reader, ordinal + 2), reader.GetInt32(ordinal + 3), 0, maxRetries, reader.GetString(ordinal + 4),
        reader.GetGuid(ordinal + 5), reader.StringOrNull(ordinal + 7))
    {
        ContentHash = reader.GetString(ordinal + 8),
        ContentSalt = reader.StringOrNull(ordinal + 9),
        Signature = new EventSignature(reader.GetString(ordinal + 10), reader.GetString(ordinal + 11)),
    }.WithStatus(reader.GetString(ordinal + 6));
}
