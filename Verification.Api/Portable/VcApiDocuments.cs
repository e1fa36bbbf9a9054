using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Verification.Api.Portable;

/// <summary>The response to a request of the VC-API: whether the document verifies by itself.</summary>
/// <param name="Verified">Whether every check that applies was made and passed. Whether the issuer is trusted is no part of it.</param>
/// <param name="ProblemDetails">What failed, could not be checked, or should be put right.</param>
/// <param name="CredentialResults">Of a presentation: the results of the credentials in it, in its order; otherwise left out.</param>
internal sealed record VcApiResult(
    [property: Description("Whether every check that applies was made and passed. Whether the issuer is trusted is no part of it.")] bool Verified,
    IReadOnlyList<VcApiProblem> ProblemDetails,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<VcApiResult>? CredentialResults = null);

/// <summary>The response of the VC-API if a document does not verify, or could not be checked.</summary>
internal sealed class VcApiRefusal : ProblemDetails
{
    /// <summary>False: see <see cref="ProblemDetails"/>.</summary>
    [Required]
    public bool Verified { get; init; }

    /// <summary>What failed, could not be checked, or should be put right.</summary>
    [Required]
    public IReadOnlyList<VcApiProblem> ProblemDetails { get; init; } = [];

    /// <summary>Of a presentation: the results of the credentials in it, in its order; otherwise left out.</summary>
    public IReadOnlyList<VcApiResult>? CredentialResults { get; init; }

    /// <summary>The response.</summary>
    public static ProblemHttpResult Of(VcApiResult result)
    {
        var extensions = new Dictionary<string, object?> { ["verified"] = false, ["problemDetails"] = result.ProblemDetails };
        if (result.CredentialResults is { } credentials) extensions["credentialResults"] = credentials;
        return TypedResults.Problem(
            result.ProblemDetails is [var first, ..] ? first.Detail : "A credential of the presentation does not verify.", statusCode: StatusCodes.Status422UnprocessableEntity, extensions: extensions);
    }
}

/// <summary>A problem (W3C Verifiable Credentials Data Model 2.0, section 7.1).</summary>
/// <param name="Type">The kind of problem.</param>
/// <param name="Title">The kind of problem, in short.</param>
/// <param name="Detail">The problem as a sentence.</param>
internal sealed record VcApiProblem(string Type, string Title, string Detail);

/// <summary>A request to verify a credential, for the OpenAPI document.</summary>
internal sealed record VcApiCredentialRequest(
    [property: Required, Description("The credential: an object, a JWT as text, or an EnvelopedVerifiableCredential")] JsonElement? VerifiableCredential = null,
    [property: Description("Options of the VC-API. None is needed; unknown ones are ignored.")] JsonElement? Options = null);

/// <summary>A request to verify a presentation, for the OpenAPI document.</summary>
internal sealed record VcApiPresentationRequest(
    [property: Required, Description("The presentation: an object, a JWT as text, or an EnvelopedVerifiablePresentation")] JsonElement? VerifiablePresentation = null,
    [property: Description("Options of the VC-API: challenge and domain. Unknown ones are ignored.")] JsonElement? Options = null);
