using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace KubeCredential.Storage;

/// <summary>How SQLite models keep their values, in agreement with <see cref="SqliteDialect"/>.</summary>
public static class SqliteModelExtensions
{
    /// <summary>Keeps moments as whole milliseconds since 1970 UTC, which sort and compare as numbers.</summary>
    public static void StoreTimesAsMilliseconds(this ModelConfigurationBuilder model) =>
        model.Properties<DateTimeOffset>().HaveConversion<UnixMillisecondsConverter>();

    private sealed class UnixMillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
        moment => moment.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
