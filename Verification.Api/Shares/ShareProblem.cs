using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace Verification.Api.Shares;

/// <summary>The response for a holder's link that opens nothing, for the OpenAPI document.</summary>
internal sealed class ShareProblem : ProblemDetails
{
    /// <summary>Why: <c>unknown</c>, <c>expired</c>, or <c>switchedOff</c> by its holder.</summary>
    [Required, AllowedValues(ShareFeed.Unknown, ShareFeed.Expired, ShareFeed.SwitchedOff)]
    public string Code { get; init; } = ShareFeed.Unknown;
}
