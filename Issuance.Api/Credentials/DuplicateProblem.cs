using System.ComponentModel.DataAnnotations;
using KubeCredential.Events;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Credentials;

/// <summary>The response to a request to issue a credential beside which another one stands.</summary>
internal sealed class DuplicateProblem : ProblemDetails
{
    /// <summary>The credential that stands for this holder, type and issuer.</summary>
    [Required]
    public Guid CredentialId { get; init; }

    /// <summary>Its state.</summary>
    [Required, AllowedValues(CredentialState.Active, CredentialState.Suspended)]
    public string State { get; init; } = "";

    /// <summary>What can be done instead.</summary>
    [Required]
    public IReadOnlyList<WayOn> Ways { get; init; } = [];

    /// <summary>Something that can be done instead.</summary>
    /// <param name="Action"><c>renew</c>, <c>replace</c> or <c>holderId</c>.</param>
    /// <param name="Detail">What it does, as a sentence.</param>
    /// <param name="Href">Where to send the request; null if it is the same request with another member.</param>
    internal sealed record WayOn([property: AllowedValues("renew", "replace", "holderId")] string Action, string Detail, string? Href);

    /// <summary>The response.</summary>
    public static ProblemHttpResult Of(Guid standing, string state) => TypedResults.Problem(
        "A credential of this type already exists for this holder from this issuer. Renew it, replace it, or, for another person of the same name, send a different holderId.",
        statusCode: StatusCodes.Status409Conflict,
        extensions: new Dictionary<string, object?>
        {
            ["credentialId"] = standing.ToString(),
            ["state"] = state,
            ["ways"] = (WayOn[])
            [
                new("renew", "Issues the credential with new dates in place of the existing one.", $"/api/v1/credentials/{standing}/renew"),
                new("replace", "Issues a corrected credential in place of the existing one.", $"/api/v1/credentials/{standing}/replace"),
                new("holderId", "For another person of the same name: send your own number for the holder as holderId.", null),
            ],
        });
}
