using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using KubeCredential.Events;
using KubeCredential.ServiceDefaults.OpenApi;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>A credential as all endpoints return it: its content, byte for byte, followed by its status and version.</summary>
/// <param name="Id">The credential's id.</param>
/// <param name="HolderName">Who holds it; empty once it has been erased.</param>
/// <param name="CredentialType">What it attests; empty once it has been erased.</param>
/// <param name="IssuerName">Who issued it.</param>
/// <param name="Json">The content: the JSON text of a <see cref="IssuedContent"/>; null once it has been erased.</param>
/// <param name="Status">Its status.</param>
/// <param name="Version">Its version: 1, 2, ….</param>
[WrittenAs(typeof(CredentialMembers))]
[JsonConverter(typeof(Raw))]
internal sealed record CredentialDocument(Guid Id, string HolderName, string CredentialType, string IssuerName, string? Json, CredentialStatus Status, int Version)
{
    /// <summary>The version as an entity tag.</summary>
    public string ETag => string.Create(CultureInfo.InvariantCulture, $"\"{Version}\"");

    internal sealed class Raw : JsonConverter<CredentialDocument>
    {
        public override CredentialDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Credentials are only written.");

        // This service wrote the text itself when it issued the credential, so it is not validated again.
        public override void Write(Utf8JsonWriter writer, CredentialDocument value, JsonSerializerOptions options)
        {
            var content = value.Json ?? ErasedContent(value);
            writer.WriteRawValue(
                string.Concat(content.AsSpan(0, content.Length - 1), ",\"status\":", value.Status.ToJson(), string.Create(CultureInfo.InvariantCulture, $",\"version\":{value.Version}}}")), skipInputValidation: true);
        }

        private static string ErasedContent(CredentialDocument value) =>
            $$"""{"id":"{{value.Id}}","holderName":null,"credentialType":null,"issueDate":null,"validFrom":null,"expiryDate":null,"issuerName":{{JsonSerializer.Serialize(value.IssuerName, CredentialJson.Relaxed.String)}},"metadata":null,"workerId":null,"timestamp":null,"issuedBy":null}""";
    }
}

/// <summary>The members of a credential as all endpoints show it. Once it has been erased, the members of its content are null, except for the issuer.</summary>
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
/// <param name="IssuedBy"><c>worker-</c> followed by the worker ID.</param>
/// <param name="Status">Its status.</param>
/// <param name="Version">Its version: 1, 2, ….</param>
/// <param name="Type">The version of the registered type under which it was issued; left out if its type was not registered.</param>
internal sealed record CredentialMembers(
    Guid Id,
    string? HolderName,
    string? CredentialType,
    DateOnly? IssueDate,
    DateOnly? ValidFrom,
    DateOnly? ExpiryDate,
    string IssuerName,
    JsonElement? Metadata,
    string? WorkerId,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? Timestamp,
    string? IssuedBy,
    [property: Description("Its status: the part of it that changes")] StatusDocument Status,
    int Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("The version of the registered type under which it was issued; left out if its type was not registered")] TypeReference Type = null!);
