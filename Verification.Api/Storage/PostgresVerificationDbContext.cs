using Microsoft.EntityFrameworkCore;

namespace Verification.Api.Storage;

/// <summary>The schema on PostgreSQL.</summary>
internal sealed class PostgresVerificationDbContext(DbContextOptions<PostgresVerificationDbContext> options) : VerificationDbContext(options);
