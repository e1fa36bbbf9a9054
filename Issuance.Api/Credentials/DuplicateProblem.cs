using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Credentials;

/// <summary>The answer to a request to issue what has been issued already, as the OpenAPI document describes it.</summary>
internal sealed class DuplicateProblem : ProblemDetails
{
    /// <summary>The credential that stands for this holder, type and issuer.</summary>
    public required Guid CredentialId { get; init; }
}
