using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>The content of a credential: written as JSON once, when it is issued, and from then on stored and returned byte for byte.</summary>
/// <param name="Id">The credential's id, a UUIDv7.</param>
/// <param name="HolderName">The holder.</param>
/// <param name="CredentialType">What it attests, such as <c>Bachelor of Science</c>.</param>
/// <param name="IssueDate">The day of issue, in UTC.</param>
/// <param name="ValidFrom">The first day on which it is valid, in UTC.</param>
/// <param name="ExpiryDate">The last day on which it is valid, in UTC, or null if it does not expire.</param>
/// <param name="IssuerName">The issuer.</param>
/// <param name="Metadata">Additional data from the issuer: a JSON object, or null.</param>
/// <param name="WorkerId">The process that issued it.</param>
/// <param name="Timestamp">The moment of issue.</param>
internal sealed record IssuedContent(
    Guid Id,
    string HolderName,
    string CredentialType,
    DateOnly IssueDate,
    DateOnly ValidFrom,
    DateOnly? ExpiryDate,
    string IssuerName,
    JsonElement? Metadata,
    string WorkerId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Timestamp)
{
    /// <summary>The version of the registered type under which it was issued; null, and left out, if its type was not registered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("The version of the registered type under which it was issued; left out if its type was not registered")]
    public TypeReference Type { get; init; } = null!; // Left out or there, and never null in JSON: so says the OpenAPI document, too.

    /// <summary><c>worker-</c> followed by the worker ID.</summary>
    public string IssuedBy => $"worker-{WorkerId}";
}
