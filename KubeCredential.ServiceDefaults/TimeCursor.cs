using System.Globalization;

namespace KubeCredential.ServiceDefaults;

/// <summary>The cursor of a list that is sorted by a moment and then by an id: milliseconds since 1970, a dot, and the id.</summary>
public static class TimeCursor
{
    /// <summary>The longest id that is read.</summary>
    private const int MaxIdLength = 100;

    /// <summary>Writes a cursor.</summary>
    public static string Write(long milliseconds, string id) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds}.{id}");

    /// <summary>Reads a cursor; what is none is told in <paramref name="errors"/>.</summary>
    /// <param name="cursor">The query parameter, or null.</param>
    /// <param name="errors">Faults by field.</param>
    /// <returns>The position, or null where there is no cursor.</returns>
    public static (long Milliseconds, string Id)? Read(string? cursor, IDictionary<string, string[]> errors)
    {
        if (cursor is null) return null;
        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && cursor.Length - dot - 1 is > 0 and <= MaxIdLength
            && long.TryParse(cursor.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return (milliseconds, cursor[(dot + 1)..]);
        }

        errors["cursor"] = ["This must be the nextCursor of the page before, unchanged."];
        return null;
    }
}
