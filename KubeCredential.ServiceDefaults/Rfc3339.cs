using System.Globalization;

namespace KubeCredential.ServiceDefaults;

/// <summary>Moments and days as they stand in every document of the system.</summary>
public static class Rfc3339
{
    /// <summary>A moment in UTC with milliseconds, such as <c>2026-01-31T08:15:30.123Z</c> (RFC 3339, section 5.6).</summary>
    public static string Format(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>A calendar day, such as <c>2026-01-31</c> (RFC 3339 <c>full-date</c>).</summary>
    public static string Format(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The moment cut to whole milliseconds, which is the precision that documents and both databases keep.</summary>
    public static DateTimeOffset ToMilliseconds(DateTimeOffset moment) => moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerMillisecond));
}
