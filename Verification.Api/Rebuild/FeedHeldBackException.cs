namespace Verification.Api.Rebuild;

/// <summary>A transaction that began before a rebuild is still open in the issuer's database, and events may be hidden behind it.</summary>
internal sealed class FeedHeldBackException() : Exception(
    "A transaction that began before the rebuild is still open in the issuer's PostgreSQL server, and events may be hidden behind it. End it (pg_stat_activity shows it), then request the rebuild again.");
