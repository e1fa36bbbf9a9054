using System.Globalization;

namespace KubeCredential.ServiceDefaults.Requests;

/// <summary>
/// The cursor of a list sorted by time and then by ID: microseconds since 1970, a dot, and the ID. PostgreSQL stores microseconds, so a
/// coarser cursor would skip or repeat items of the same millisecond.
/// </summary>
public static class TimeCursor
{
    /// <summary>The maximum length of an ID.</summary>
    private const int MaxIdLength = 100;

    private static readonly long LargestMicroseconds = MicrosecondsOf(DateTimeOffset.MaxValue);

    /// <summary>Writes a cursor.</summary>
    public static string Write(DateTimeOffset moment, string id) => string.Create(CultureInfo.InvariantCulture, $"{MicrosecondsOf(moment)}.{id}");

    /// <summary>Reads a cursor. If it is malformed, a fault is added to <paramref name="errors"/>.</summary>
    /// <param name="cursor">The query parameter, or null.</param>
    /// <param name="errors">Faults by field.</param>
    /// <returns>The position, or null if there is no valid cursor.</returns>
    public static (DateTimeOffset Moment, string Id)? Read(string? cursor, IDictionary<string, string[]> errors)
    {
        if (cursor is null) return null;
        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && cursor.Length - dot - 1 is > 0 and <= MaxIdLength
            && long.TryParse(cursor.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds <= LargestMicroseconds)
        {
            return (DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), cursor[(dot + 1)..]);
        }

        errors["cursor"] = ["This must be the nextCursor of the previous page, unchanged."];
        return null;
    }

    private static long MicrosecondsOf(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
