using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Batches;

/// <summary>The response to a request that the batch's state does not allow.</summary>
internal sealed class BatchProblem : ProblemDetails
{
    /// <summary>The batch's state.</summary>
    [Required]
    public string State { get; init; } = "";
}
