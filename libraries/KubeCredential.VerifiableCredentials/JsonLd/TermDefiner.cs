using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.JsonLd;

/// <summary>Makes the term definitions of one local context (W3C JSON-LD 1.1 API, section 4.2, "Create Term Definition").</summary>
internal sealed class TermDefiner
{
    private static readonly string[] s_ofContext = ["@base", "@direction", "@import", "@language", "@propagate", "@protected", "@version", "@vocab"];
    private static readonly string[] s_ofTerm = ["@id", "@reverse", "@container", "@context", "@direction", "@index", "@language", "@nest", "@prefix", "@protected", "@type"];
    private static readonly string[] s_notRead = ["@reverse", "@nest", "@index"];

    private readonly ActiveContext _before;
    private readonly JsonElement _local;
    private readonly bool _overridesProtected;
    private readonly bool _protects;
    private readonly Dictionary<string, bool> _defined = new(StringComparer.Ordinal);
    private ActiveContext _result;

    public TermDefiner(ActiveContext active, JsonElement local, bool overridesProtected, bool protects)
    {
        (_before, _local, _overridesProtected, _protects) = (active, local, overridesProtected, protects);
        _result = new ActiveContext(new Dictionary<string, TermDefinition>(active.Terms, StringComparer.Ordinal)) { Vocabulary = active.Vocabulary, Language = active.Language, Direction = active.Direction, Previous = active.Previous };
    }

    public ActiveContext Define()
    {
        var (vocabulary, language) = (_before.Vocabulary, _before.Language);
        if (_local.TryGetProperty("@vocab", out var vocab))
        {
            vocabulary = vocab.ValueKind == JsonValueKind.Null ? null : _result.Expand(Text(vocab, "@vocab"), vocabulary: true);
            if (vocabulary is not null && !Keywords.IsAbsolute(vocabulary)) throw ContextProcessor.Invalid("The '@vocab' is not an absolute IRI.");
        }

        if (_local.TryGetProperty("@language", out var stated)) language = LanguageOf(stated);
        var direction = _local.TryGetProperty("@direction", out stated) ? DirectionOf(stated) : _before.Direction;
        _result = new ActiveContext(_result.Terms) { Vocabulary = vocabulary, Language = language, Direction = direction, Previous = _before.Previous };
        foreach (var member in _local.EnumerateObject())
        {
            if (!s_ofContext.Contains(member.Name)) DefineTerm(member.Name);
        }

        return _result;
    }

    private void DefineTerm(string term)
    {
        if (_defined.TryGetValue(term, out var done))
        {
            if (done) return;
            throw ContextProcessor.Invalid($"The term '{term}' is defined by itself.");
        }

        if (term.Length == 0) throw ContextProcessor.Invalid("A term is empty.");
        var value = _local.GetProperty(term);
        if (Keywords.IsKeyword(term) && !(term == "@type" && IsTypeContainer(value))) throw ContextProcessor.Invalid($"The keyword '{term}' is defined anew.");
        if (!Keywords.IsKeyword(term) && Keywords.LooksLikeKeyword(term)) return;
        _defined[term] = false;
        _result.Terms.Remove(term, out var previous);
        var definition = Read(term, value);
        if (previous is { IsProtected: true } && !_overridesProtected)
        {
            if (!definition.SameAs(previous)) throw ContextProcessor.Invalid($"The protected term '{term}' is defined anew.");
            definition = previous;
        }

        _result.Terms[term] = definition;
        _defined[term] = true;
    }

    private TermDefinition Read(string term, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.String)
        {
            var iri = value.ValueKind == JsonValueKind.Null ? null : IriOf(term, value, isGiven: true);
            return new TermDefinition { Iri = iri, IsProtected = _protects, IsPrefix = iri is not null && MayBePrefix(term, iri) };
        }

        if (value.ValueKind != JsonValueKind.Object) throw ContextProcessor.Invalid($"The definition of '{term}' is neither text nor an object.");
        var (containers, unsupported) = (TermContainers.None, default(string));
        JsonElement? id = null;
        foreach (var member in value.EnumerateObject())
        {
            if (!s_ofTerm.Contains(member.Name)) throw ContextProcessor.Invalid($"The definition of '{term}' has an unknown member.");
            if (s_notRead.Contains(member.Name)) unsupported = member.Name;
            if (member.NameEquals("@id")) id = member.Value;
            if (member.NameEquals("@container")) containers = ContainersOf(member.Value);
        }

        if (unsupported is "@reverse") return new TermDefinition { Iri = "@reverse", Unsupported = unsupported, IsProtected = _protects };
        var isMapOfGraphs = (containers & TermContainers.Graph) != 0 && (containers & (TermContainers.Id | TermContainers.Index)) != 0;
        if ((containers & TermContainers.Type) != 0 || isMapOfGraphs) unsupported ??= "@container";
        var hasType = value.TryGetProperty("@type", out var type);
        var hasLanguage = value.TryGetProperty("@language", out var language) && !hasType;
        var hasDirection = value.TryGetProperty("@direction", out var direction) && !hasType;
        var expanded = id is { ValueKind: JsonValueKind.Null } ? null : IriOf(term, id ?? default, isGiven: id is not null);
        var isPrefix = value.TryGetProperty("@prefix", out var prefix) && ContextProcessor.Flag(prefix, "@prefix");
        if (isPrefix && (term.Contains(':', StringComparison.Ordinal) || term.Contains('/', StringComparison.Ordinal) || Keywords.IsKeyword(expanded))) throw ContextProcessor.Invalid($"The term '{term}' cannot be a prefix.");
        return new TermDefinition
        {
            Iri = expanded,
            Type = hasType ? TypeOf(term, type) : null,
            Containers = containers,
            HasLanguage = hasLanguage,
            Language = hasLanguage ? LanguageOf(language) : null,
            HasDirection = hasDirection,
            Direction = hasDirection ? DirectionOf(direction) : null,
            Context = value.TryGetProperty("@context", out var context) ? context : null,
            IsPrefix = isPrefix,
            IsProtected = value.TryGetProperty("@protected", out var stated) ? ContextProcessor.Flag(stated, "@protected") : _protects,
            Unsupported = unsupported,
        };
    }

    /// <summary>The IRI of a term: given, or made of its prefix or the vocabulary (steps 14 to 18).</summary>
    private string? IriOf(string term, JsonElement id, bool isGiven)
    {
        if (isGiven)
        {
            var text = Text(id, "@id");
            if (text != term)
            {
                if (!Keywords.IsKeyword(text) && Keywords.LooksLikeKeyword(text)) return null;
                var iri = Expand(text);
                if (iri is null || iri == "@context" || !(Keywords.IsKeyword(iri) || Keywords.IsBlankLabel(iri) || Keywords.IsAbsolute(iri))) throw ContextProcessor.Invalid($"The IRI of '{term}' is not absolute.");
                var isIri = (term.Length > 2 && term.AsSpan(1, term.Length - 2).Contains(':')) || term.Contains('/', StringComparison.Ordinal);
                if (isIri)
                {
                    _defined[term] = true;
                    if (Expand(term) != iri) throw ContextProcessor.Invalid($"The term '{term}' is an IRI and stands for another.");
                }

                return iri;
            }
        }

        if (term == "@type") return "@type";
        if (term.IndexOf(':', 1) is > 0 and var colon)
        {
            DefineFirst(term[..colon]);
            return _result.Terms.TryGetValue(term[..colon], out var prefix) && prefix.Iri is not null ? string.Concat(prefix.Iri, term.AsSpan(colon + 1)) : term;
        }

        return _result.Vocabulary is { } vocabulary && !term.Contains('/', StringComparison.Ordinal) ? vocabulary + term : throw ContextProcessor.Invalid($"The term '{term}' has no IRI.");
    }

    /// <summary>IRI expansion by terms that this local context may only define further on.</summary>
    private string? Expand(string value)
    {
        if (Keywords.IsKeyword(value)) return value;
        DefineFirst(value);
        if (value.Length > 1 && value.IndexOf(':', 1) is > 0 and var colon) DefineFirst(value[..colon]);
        return _result.Expand(value, vocabulary: true);
    }

    private void DefineFirst(string term)
    {
        if (_local.TryGetProperty(term, out _) && !(_defined.TryGetValue(term, out var done) && done)) DefineTerm(term);
    }

    private string TypeOf(string term, JsonElement type)
    {
        var iri = Expand(Text(type, "@type"));
        return iri is "@id" or "@vocab" or "@json" or "@none" || Keywords.IsAbsolute(iri) ? iri! : throw ContextProcessor.Invalid($"The type of '{term}' is not an absolute IRI.");
    }

    private static bool IsTypeContainer(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() > 0 && value.EnumerateObject().All(static member => member.NameEquals("@protected") || (member.NameEquals("@container") && ContainersOf(member.Value) == TermContainers.Set));

    private static bool MayBePrefix(string term, string iri) =>
        !term.Contains(':', StringComparison.Ordinal) && !term.Contains('/', StringComparison.Ordinal) && (Keywords.IsBlankLabel(iri) || iri[^1] is ':' or '/' or '?' or '#' or '[' or ']' or '@');

    private static TermContainers ContainersOf(JsonElement value)
    {
        var containers = TermContainers.None;
        foreach (var item in JsonDocuments.OneOrMany(value))
        {
            containers |= Text(item, "@container") switch
            {
                "@set" => TermContainers.Set,
                "@list" => TermContainers.List,
                "@language" => TermContainers.Language,
                "@index" => TermContainers.Index,
                "@graph" => TermContainers.Graph,
                "@id" => TermContainers.Id,
                "@type" => TermContainers.Type,
                _ => throw ContextProcessor.Invalid("A '@container' is unknown."),
            };
        }

        const TermContainers WithGraph = TermContainers.Graph | TermContainers.Set;
        var others = containers & ~TermContainers.Set;
        var isValid = others is TermContainers.None or TermContainers.List or TermContainers.Language or TermContainers.Index or TermContainers.Graph or TermContainers.Id or TermContainers.Type
            || (containers & ~WithGraph) is TermContainers.Id or TermContainers.Index;
        return isValid && containers != (TermContainers.List | TermContainers.Set) ? containers : throw ContextProcessor.Invalid("A '@container' combines what does not go together.");
    }

    private static string? LanguageOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        var language = Text(value, "@language");
        return Keywords.IsLanguage(language) ? language.ToLowerInvariant() : throw ContextProcessor.Invalid("A '@language' is not a language tag.");
    }

    private static string? DirectionOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        return Text(value, "@direction") is "ltr" or "rtl" ? value.GetString() : throw ContextProcessor.Invalid("A '@direction' is neither 'ltr' nor 'rtl'.");
    }

    private static string Text(JsonElement value, string name) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw ContextProcessor.Invalid($"The value of '{name}' is not text.");
}
