using System.Text;
using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.VerifiableCredentials.Schemas;

namespace Issuance.Api.CredentialTypes;

/// <summary>A registered type in its latest version, ready to check credentials. It can be used by several threads.</summary>
/// <param name="Id">Its name in addresses.</param>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name: the type of its credentials.</param>
/// <param name="Issuer">The issuer that it belongs to; null: all.</param>
/// <param name="Definition">What it says.</param>
/// <param name="Digest">The SHA-256 of the definition as it is stored, in hexadecimal digits.</param>
internal sealed record RegisteredType(string Id, int Version, string Name, string? Issuer, TypeDefinition Definition, string Digest)
{
    private static readonly JsonElement s_nothing = JsonDocument.Parse("{}").RootElement;
    private readonly Lazy<DocumentSchema> _schema = new(() => DocumentSchema.Read(Encoding.UTF8.GetBytes(Definition.Schema.GetRawText()), assertsFormats: true));

    /// <summary>The version, as credentials name it.</summary>
    public TypeReference Reference { get; } = new(Id, Version, Digest);

    /// <summary>Where metadata breaks the schema; empty if it follows it.</summary>
    /// <param name="metadata">The metadata, or null, which counts as empty.</param>
    public IReadOnlyList<TypeFault> Check(JsonElement? metadata)
    {
        var document = metadata ?? s_nothing;
        var faults = _schema.Value.FaultsOf(document);
        return faults.Count == 0 ? [] : [.. faults.SelectMany(fault => SchemaRules.Of(fault, document))];
    }

    /// <summary>The last day of validity by the type's rule; null if it has none.</summary>
    public DateOnly? LastDayOf(DateOnly validFrom) => Definition.Validity.LastDayOf(validFrom);
}
