using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Credentials;

/// <summary>The answer where nothing could be verified, as the OpenAPI document describes it.</summary>
internal class VerificationProblem : ProblemDetails
{
    /// <summary>False: what cannot be verified is not valid.</summary>
    [Required]
    public bool IsValid { get; init; }
}

/// <summary>The answer about a credential that is not known here, as the OpenAPI document describes it.</summary>
internal sealed class UnknownCredentialProblem : VerificationProblem
{
    /// <summary>The checks: <c>known</c> has failed, the others could not be made.</summary>
    [Required]
    public IReadOnlyList<CheckDocument> Checks { get; init; } = [];
}

/// <summary>The answer to a request that is wrong, as the OpenAPI document describes it.</summary>
internal sealed class BadVerificationProblem : VerificationProblem
{
    /// <summary>What is wrong, by field.</summary>
    [Required]
    public Dictionary<string, string[]> Errors { get; init; } = [];
}
