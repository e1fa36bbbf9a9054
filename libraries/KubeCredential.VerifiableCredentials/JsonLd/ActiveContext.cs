namespace KubeCredential.VerifiableCredentials.JsonLd;

/// <summary>What all terms mean at one place of a document (W3C JSON-LD 1.1 API, section 4.1). It does not change once it has been made.</summary>
internal sealed class ActiveContext
{
    /// <summary>The context of a document before it says anything.</summary>
    public static ActiveContext Initial { get; } = new([]);

    public ActiveContext(Dictionary<string, TermDefinition> terms) => Terms = terms;

    public Dictionary<string, TermDefinition> Terms { get; }

    public string? Vocabulary { get; init; }

    public string? Language { get; init; }

    /// <summary>The direction of texts: <c>ltr</c> or <c>rtl</c>; null: none is stated.</summary>
    public string? Direction { get; init; }

    /// <summary>The context to which the values of a node go back, if this one is for the node alone.</summary>
    public ActiveContext? Previous { get; init; }

    public TermDefinition? Find(string term) => Terms.GetValueOrDefault(term);

    /// <summary>IRI expansion (section 5.2). What cannot be expanded stays as it is; null: the text stands for nothing, or looks like a keyword.</summary>
    /// <param name="value">A term, a compact IRI or an IRI.</param>
    /// <param name="vocabulary">Whether the text is a term, or relative to the vocabulary.</param>
    public string? Expand(string value, bool vocabulary)
    {
        if (Keywords.IsKeyword(value)) return value;
        if (Keywords.LooksLikeKeyword(value)) return null;
        if (Terms.TryGetValue(value, out var definition))
        {
            if (Keywords.IsKeyword(definition.Iri)) return definition.Iri;
            if (vocabulary) return definition.Iri;
        }

        if (value.Length > 1 && value.IndexOf(':', 1) is > 0 and var colon)
        {
            var prefix = value[..colon];
            var suffix = value.AsSpan(colon + 1);
            if (prefix == "_" || suffix.StartsWith("//")) return value;
            if (Terms.TryGetValue(prefix, out var namespaced) && namespaced is { IsPrefix: true, Iri: not null }) return string.Concat(namespaced.Iri, suffix);
            if (Keywords.IsAbsolute(value)) return value;
        }

        return vocabulary && Vocabulary is not null ? Vocabulary + value : value;
    }
}
