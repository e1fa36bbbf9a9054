using System.Globalization;

namespace KubeCredential.Text;

/// <summary>Dates and times as written in every document of the system.</summary>
public static class Rfc3339
{
    private const int TickDigits = 7;
    private const int MaxLength = 64;

    /// <summary>A time in UTC with milliseconds, such as <c>2026-01-31T08:15:30.123Z</c> (RFC 3339, section 5.6).</summary>
    public static string Format(DateTimeOffset moment)
    {
        // The round-trip format without its last four digits: a format of one's own takes several times as long.
        const int length = 24;
        Span<char> text = stackalloc char[length + 4];
        moment.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[length - 1] = 'Z';
        return new string(text[..length]);
    }

    /// <summary>A calendar day, such as <c>2026-01-31</c> (RFC 3339 <c>full-date</c>).</summary>
    public static string Format(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The time truncated to whole milliseconds, the precision of documents and both databases.</summary>
    public static DateTimeOffset ToMilliseconds(DateTimeOffset moment) => moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMillisecond));

    /// <summary>Reads an RFC 3339 <c>date-time</c> (section 5.6) with any offset, and accepts nothing else.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="moment">The time in UTC.</param>
    /// <returns>False if the text is not a date-time, does not exist in the calendar, is finer than 100 ns, or is a leap second.</returns>
    public static bool TryParse(string? text, out DateTimeOffset moment)
    {
        moment = default;
        if (text is not { Length: >= 20 and <= MaxLength } || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't') || text[13] != ':' || text[16] != ':') return false;
        if (Number(text, 0, 4) is not { } year || Number(text, 5, 2) is not { } month || Number(text, 8, 2) is not { } day
            || Number(text, 11, 2) is not { } hour || Number(text, 14, 2) is not { } minute || Number(text, 17, 2) is not { } second) return false;

        var place = 19;
        long fraction = 0;
        if (text[place] == '.')
        {
            var first = ++place;
            for (; place < text.Length && char.IsAsciiDigit(text[place]); place++)
            {
                if (place - first < TickDigits) fraction = (fraction * 10) + (text[place] - '0');
                else if (text[place] != '0') return false;
            }

            if (place == first) return false;
            for (var digits = place - first; digits < TickDigits; digits++) fraction *= 10;
        }

        if (OffsetOf(text.AsSpan(place)) is not { } offset) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        var ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + fraction - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        moment = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>Reads a calendar day (RFC 3339 <c>full-date</c>).</summary>
    public static bool TryParse(string? text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static TimeSpan? OffsetOf(ReadOnlySpan<char> text) => text switch
    {
        ['Z' or 'z'] => TimeSpan.Zero,
        ['+' or '-', _, _, ':', _, _] when Number(text, 1, 2) is <= 23 and var hours && Number(text, 4, 2) is <= 59 and var minutes =>
            new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1),
        _ => null,
    };

    private static int? Number(ReadOnlySpan<char> text, int start, int length)
    {
        var number = 0;
        foreach (var digit in text.Slice(start, length))
        {
            if (!char.IsAsciiDigit(digit)) return null;
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
