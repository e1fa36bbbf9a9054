using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verification.Api.Portable;

/// <summary>The response to a request of the VC-API: whether the document verifies by itself.</summary>
/// <param name="Verified">Whether every check that applies was made and passed. Whether the issuer is trusted is no part of it.</param>
/// <param name="ProblemDetails">What failed, could not be checked, or should be put right.</param>
/// <param name="CredentialResults">Of a presentation: the results of the credentials in it, in its order; otherwise left out.</param>
internal sealed record VcApiResult(
    [property: Description("Whether every check that applies was made and passed. Whether the issuer is trusted is no part of it.")] bool Verified,
    IReadOnlyList<VcApiProblem> ProblemDetails,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<VcApiResult>? CredentialResults = null);

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
