using KubeCredential.Storage;
using Microsoft.EntityFrameworkCore;

namespace Verification.Api.Storage;

/// <summary>The schema on SQLite.</summary>
internal sealed class SqliteVerificationDbContext(DbContextOptions<SqliteVerificationDbContext> options) : VerificationDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.StoreTimesAsMilliseconds();
}
