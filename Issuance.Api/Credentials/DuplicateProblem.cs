using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Credentials;

/// <summary>The response to a request to issue a credential that already exists, for the OpenAPI document.</summary>
internal sealed class DuplicateProblem : ProblemDetails
{
    /// <summary>The existing credential for this holder, type and issuer.</summary>
    public required Guid CredentialId { get; init; }
}
