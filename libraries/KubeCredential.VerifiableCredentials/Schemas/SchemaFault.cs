using System.Text.Json;

namespace KubeCredential.VerifiableCredentials.Schemas;

/// <summary>A place where a document breaks its schema.</summary>
/// <param name="Place">The place in the document: a JSON Pointer (RFC 6901); empty for the whole document.</param>
/// <param name="Keyword">The keyword of the schema that is broken, such as <c>required</c>.</param>
/// <param name="Value">The value of the keyword in the schema; undefined if it has none.</param>
/// <param name="Message">What is wrong, in English.</param>
public sealed record SchemaFault(string Place, string Keyword, JsonElement Value, string Message);
