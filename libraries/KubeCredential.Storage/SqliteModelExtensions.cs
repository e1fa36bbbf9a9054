using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace KubeCredential.Storage;

/// <summary>How SQLite models store their values, consistent with <see cref="SqliteDialect"/>.</summary>
public static class SqliteModelExtensions
{
    /// <summary>Stores points in time as whole milliseconds since 1970 UTC, which sort and compare as numbers.</summary>
    public static void StoreTimesAsMilliseconds(this ModelConfigurationBuilder model) =>
        model.Properties<DateTimeOffset>().HaveConversion<UnixMillisecondsConverter>();

    private sealed class UnixMillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
        moment => moment.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
