using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using Microsoft.AspNetCore.Mvc;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Credentials;

/// <summary>The response when nothing could be verified, for the OpenAPI document.</summary>
internal class VerificationProblem : ProblemDetails
{
    /// <summary>False: what cannot be verified is not valid.</summary>
    [Required]
    public bool IsValid { get; init; }
}

/// <summary>The response for a credential that this verifier does not know, for the OpenAPI document.</summary>
internal sealed class UnknownCredentialProblem : VerificationProblem
{
    /// <summary>Always <c>unknown</c>.</summary>
    [Required, AllowedValues(AuditOutcome.Unknown)]
    public string Result { get; init; } = AuditOutcome.Unknown;

    /// <summary>Until when this verifier has heard everything from the issuer; null if it has not heard from it yet.</summary>
    [Required, JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The checks: <c>known</c> has failed, the others could not be made.</summary>
    [Required]
    public IReadOnlyList<CheckDocument> Checks { get; init; } = [];
}

/// <summary>The response to an invalid request, for the OpenAPI document.</summary>
internal sealed class BadVerificationProblem : VerificationProblem
{
    /// <summary>What is wrong, by field.</summary>
    [Required]
    public Dictionary<string, string[]> Errors { get; init; } = [];
}
