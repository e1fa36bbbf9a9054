using System.ComponentModel.DataAnnotations;
using Issuance.Api.Credentials;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Lifecycle;

/// <summary>The response to a change that the credential's state does not allow, or that was meant for another version.</summary>
internal sealed class StateProblem : ProblemDetails
{
    /// <summary>The credential's status.</summary>
    [Required]
    public StatusDocument? CredentialStatus { get; init; }

    /// <summary>The credential's state.</summary>
    [Required]
    public string State { get; init; } = "";

    /// <summary>The credential's version.</summary>
    [Required]
    public int Version { get; init; }

    /// <summary>The response.</summary>
    public static ProblemHttpResult Of(CredentialDocument credential, int statusCode, string detail) => TypedResults.Problem(
        detail,
        statusCode: statusCode,
        extensions: new Dictionary<string, object?> { ["state"] = credential.Status.State, ["version"] = credential.Version, ["credentialStatus"] = StatusDocument.Of(credential.Status) });
}
