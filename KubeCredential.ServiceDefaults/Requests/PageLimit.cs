using System.Globalization;

namespace KubeCredential.ServiceDefaults.Requests;

/// <summary>Reads the <c>limit</c> of a paged list, and other counts like it.</summary>
public static class PageLimit
{
    /// <summary>Reads a limit. If it is not a whole number in range, a fault is added to <paramref name="errors"/>.</summary>
    /// <param name="text">The query parameter, or null.</param>
    /// <param name="standard">The default limit.</param>
    /// <param name="largest">The largest limit.</param>
    /// <param name="errors">Faults by field.</param>
    /// <param name="field">The query parameter's name.</param>
    public static int Read(string? text, int standard, int largest, IDictionary<string, string[]> errors, string field = "limit")
    {
        if (text is null) return standard;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= largest) return limit;
        errors[field] = [$"This must be a whole number from 1 to {largest}."];
        return standard;
    }
}
