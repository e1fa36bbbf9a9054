using System.Globalization;

namespace Issuance.Api.Batches.Files;

/// <summary>Days as spreadsheets number them: 1 is 1 January 1900, and there is a 29 February 1900, which never was.</summary>
internal static class SerialDay
{
    private const double Last = 2_958_466; // The day after 31 December 9999.

    /// <summary>The day of a number, with its time if it has one; null if it is none.</summary>
    public static string? Of(double serial)
    {
        if (serial is < 1 or >= Last) return null;
        var moment = DateTime.FromOADate(serial < 60 ? serial + 1 : serial);
        return moment.TimeOfDay < TimeSpan.FromSeconds(1) ? moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : moment.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
    }
}
