namespace Issuance.Api.Credentials;

/// <summary>How many credentials that stand expire soon. Those that have expired already are not counted.</summary>
/// <param name="Within30Days">Those whose last day is within the next 30 days, including today.</param>
/// <param name="Within60Days">Those within the next 60 days, including the former.</param>
/// <param name="Within90Days">Those within the next 90 days, including the former.</param>
/// <param name="IsExact">Whether all were counted; otherwise there are more.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record ExpiringDocument(long Within30Days, long Within60Days, long Within90Days, bool IsExact, string WorkerId);
