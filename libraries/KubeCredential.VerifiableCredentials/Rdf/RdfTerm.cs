using System.Globalization;
using System.Text;

namespace KubeCredential.VerifiableCredentials.Rdf;

/// <summary>An IRI, a literal or a blank node (W3C RDF 1.1 Concepts, section 3).</summary>
/// <param name="Text">An IRI or a literal as canonical N-Quads has it (W3C RDF Dataset Canonicalization, section 5); null for a blank node.</param>
/// <param name="Blank">The number of a blank node in its dataset.</param>
internal readonly record struct RdfTerm(string? Text, int Blank)
{
    private const string XsdString = "http://www.w3.org/2001/XMLSchema#string";

    public bool IsBlank => Text is null;

    public static RdfTerm BlankNode(int number) => new(null, number);

    /// <summary>The IRI must be absolute, and so without characters that would end it.</summary>
    public static RdfTerm Iri(string iri) => new($"<{iri}>", 0);

    public static RdfTerm Literal(string value, string? datatype) => new(datatype is null or XsdString ? $"\"{Escape(value)}\"" : $"\"{Escape(value)}\"^^<{datatype}>", 0);

    /// <summary>
    /// A text with a language, a direction, both or neither. RDF 1.1 has no direction: it is part of the datatype then (W3C JSON-LD 1.1 API, section 8.2.2, <c>i18n-datatype</c>), so that a signature covers it.
    /// </summary>
    public static RdfTerm Tagged(string value, string? language, string? direction) =>
        direction is not null ? Literal(value, $"https://www.w3.org/ns/i18n#{language}_{direction}")
        : language is not null ? new($"\"{Escape(value)}\"@{language}", 0)
        : Literal(value, null);

    private static string Escape(string value)
    {
        if (value.AsSpan().IndexOfAny(s_escaped) < 0) return value;
        var text = new StringBuilder(value.Length + 8);
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' or '\x7f' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }

    private static readonly System.Buffers.SearchValues<char> s_escaped =
        System.Buffers.SearchValues.Create(string.Concat(Enumerable.Range(0, 0x20).Select(static code => (char)code)) + "\"\\\x7f");
}
