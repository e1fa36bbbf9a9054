using System.Text.Json;
using KubeCredential.VerifiableCredentials.Rdf;

namespace KubeCredential.VerifiableCredentials.JsonLd;

/// <summary>What a context says of a term (W3C JSON-LD 1.1 API, section 4.2).</summary>
internal sealed class TermDefinition
{
    private string? _predicate;

    /// <summary>The IRI or keyword that the term stands for; null: it stands for nothing.</summary>
    public string? Iri { get; init; }

    /// <summary>The type of the values: an IRI, or one of <c>@id @vocab @json @none</c>.</summary>
    public string? Type { get; init; }

    public TermContainers Containers { get; init; }

    public bool HasLanguage { get; init; }

    /// <summary>The language of texts; null: none, whatever the context says.</summary>
    public string? Language { get; init; }

    public bool HasDirection { get; init; }

    /// <summary>The direction of texts; null: none, whatever the context says.</summary>
    public string? Direction { get; init; }

    /// <summary>The context for what the term holds.</summary>
    public JsonElement? Context { get; init; }

    public bool IsPrefix { get; init; }

    public bool IsProtected { get; init; }

    /// <summary>What the definition has that this library does not read, such as <c>@reverse</c>; the term cannot be used.</summary>
    public string? Unsupported { get; init; }

    /// <summary>The IRI as N-Quads has it.</summary>
    public string Predicate => _predicate ??= RdfTerm.Iri(Iri!).Text!;

    /// <summary>Whether both say the same, apart from their protection.</summary>
    public bool SameAs(TermDefinition other) =>
        (Iri, Type, Containers, HasLanguage, Language, IsPrefix, Unsupported) == (other.Iri, other.Type, other.Containers, other.HasLanguage, other.Language, other.IsPrefix, other.Unsupported)
        && (HasDirection, Direction) == (other.HasDirection, other.Direction)
        && Context.HasValue == other.Context.HasValue && (Context is not { } context || JsonElement.DeepEquals(context, other.Context!.Value));
}
