using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.Rdf;

namespace KubeCredential.VerifiableCredentials.JsonLd;

/// <summary>
/// Turns a JSON-LD document into RDF: the algorithms of W3C JSON-LD 1.1 API for expansion (section 5.1), node maps (7.1) and RDF (8.1) in one pass, since a set of statements does not
/// care for the order in which they are found. Strict: whatever the algorithms would drop in silence, such as an undefined term, is an error, because a signature would not cover it.
/// </summary>
internal sealed partial class JsonLdReader
{
    private const string RdfType = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
    private const string RdfFirst = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>";
    private const string RdfRest = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>";
    private const string RdfNil = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";

    private readonly ContextProcessor _contexts = new();
    private readonly RdfDataset _dataset;
    private readonly Dictionary<string, RdfTerm> _blanks = new(StringComparer.Ordinal);

    private JsonLdReader(RdfDataset dataset) => _dataset = dataset;

    /// <summary>Where a value goes: it is the object of a statement, an item of a list, or a node that nothing refers to.</summary>
    private readonly record struct Target(RdfTerm Subject, string? Predicate, RdfTerm? Graph, List<RdfTerm>? List = null);

    /// <summary>The statements of a document.</summary>
    /// <param name="document">An object that brings its own context.</param>
    /// <param name="maxStatements">How many statements there may be.</param>
    /// <exception cref="CredentialException">The document is not JSON-LD that this library reads, or is not covered by its contexts, or is too large.</exception>
    public static RdfDataset Read(JsonElement document, int maxStatements)
    {
        var dataset = new RdfDataset(maxStatements);
        if (document.ValueKind != JsonValueKind.Object) throw Invalid("The document is not an object.", "");
        new JsonLdReader(dataset).ReadObject(ActiveContext.Initial, null, document, default, fromMap: false);
        return dataset.Quads.Count > 0 ? dataset : throw Invalid("The document says nothing.", "");
    }

    private void ReadValue(ActiveContext active, TermDefinition? definition, JsonElement value, in Target target)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null: break;
            case JsonValueKind.Object: ReadObject(active, definition, value, target, fromMap: false); break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    // A list in a list is a list; an array in anything else only groups.
                    if (item.ValueKind == JsonValueKind.Array && target.List is not null) ReadList(active, definition, item, target);
                    else ReadValue(active, definition, item, target);
                }

                break;
            default: ReadScalar(active, definition, value, target); break;
        }
    }

    private void ReadObject(ActiveContext active, TermDefinition? definition, JsonElement value, in Target target, bool fromMap)
    {
        if (active.Previous is { } previous && !fromMap && !HasValueOrOnlyId(active, value)) active = previous;
        if (definition is not null) active = _contexts.Scoped(active, definition, propagates: true);
        if (value.TryGetProperty("@context", out var local)) active = _contexts.Embedded(active, local);
        var outer = active;
        foreach (var type in TypesOf(outer, value)?.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
        {
            // Section 5.1, step 11: the contexts of types, in the order of the types' names, all looked up in the context outside.
            if (outer.Find(type) is { Context: not null } scoped) active = _contexts.Scoped(active, scoped, propagates: false);
        }

        var (kind, content, id, says) = (ObjectKind.Node, default(JsonElement), default(string), false);
        var types = TypesOf(active, value);
        foreach (var member in value.EnumerateObject())
        {
            switch (active.Expand(member.Name, vocabulary: true))
            {
                case "@id": id = IdOf(active, member, id); break;
                case "@value": (kind, content) = (ObjectKind.Value, member.Value); break;
                case "@list": (kind, content) = (ObjectKind.List, member.Value); break;
                case "@set": (kind, content) = (ObjectKind.Set, member.Value); break;
                case "@context" or "@index": break;
                default: says = true; break;
            }
        }

        if (kind == ObjectKind.Value)
        {
            ReadLiteral(active, value, content, types, target);
            return;
        }

        if (kind is ObjectKind.List or ObjectKind.Set)
        {
            foreach (var member in value.EnumerateObject())
            {
                if (active.Expand(member.Name, vocabulary: true) is not ("@list" or "@set" or "@index" or "@context")) throw Invalid("A list or set has other members, too.", member.Name);
            }

            if (kind == ObjectKind.List) ReadList(active, definition, content, target);
            else ReadValue(active, definition, content, target);
            return;
        }

        // Nothing would be left of such an object.
        if (!says && target.Predicate is null && target.List is null) throw Invalid("An object that nothing refers to says nothing.", "");
        var subject = id is null ? _dataset.NewBlank() : Resource(id);
        Place(target, subject);
        ReadMembers(active, outer, value, types, subject, target.Graph);
    }

    private enum ObjectKind
    {
        Node,
        Value,
        List,
        Set,
    }

    /// <summary>Whether an object is a value or only refers to a node; such objects keep the context of the type that they stand in.</summary>
    private static bool HasValueOrOnlyId(ActiveContext active, JsonElement value)
    {
        var (members, hasId) = (0, false);
        foreach (var member in value.EnumerateObject())
        {
            members++;
            switch (active.Expand(member.Name, vocabulary: true))
            {
                case "@value": return true;
                case "@id": hasId = true; break;
                default: break;
            }
        }

        return members == 1 && hasId;
    }

    private static List<string>? TypesOf(ActiveContext active, JsonElement value)
    {
        List<string>? types = null;
        foreach (var member in value.EnumerateObject())
        {
            if (active.Expand(member.Name, vocabulary: true) != "@type") continue;
            if (types is not null) throw Invalid("An object has its types in two members.", member.Name);
            types = [];
            foreach (var type in JsonDocuments.OneOrMany(member.Value)) types.Add(type.ValueKind == JsonValueKind.String ? type.GetString()! : throw Invalid("A type is not text.", member.Name));
        }

        return types;
    }

    private static string IdOf(ActiveContext active, JsonProperty member, string? before)
    {
        if (before is not null) throw Invalid("An object has two IDs.", member.Name);
        if (member.Value.ValueKind != JsonValueKind.String) throw Invalid("An ID is not text.", member.Name);
        return AbsoluteOf(active, member.Value.GetString()!, vocabulary: false);
    }

    /// <summary>An IRI or the label of a blank node. A relative one is an error: there is no base.</summary>
    private static string AbsoluteOf(ActiveContext active, string text, bool vocabulary)
    {
        var iri = active.Expand(text, vocabulary);
        if (iri is not null && (Keywords.IsBlankLabel(iri) || Keywords.IsAbsolute(iri))) return iri;
        throw new CredentialException(
            vocabulary ? CredentialError.UndefinedTerm : CredentialError.InvalidJsonLd, vocabulary ? $"'{Short(text)}' is not defined by the contexts." : $"The ID '{Short(text)}' is not an absolute IRI.");
    }

    private RdfTerm Resource(string iri)
    {
        if (!Keywords.IsBlankLabel(iri)) return RdfTerm.Iri(iri);
        if (!_blanks.TryGetValue(iri, out var blank)) _blanks[iri] = blank = _dataset.NewBlank();
        return blank;
    }

    private void Place(in Target target, RdfTerm term)
    {
        if (target.List is { } list) list.Add(term);
        else if (target.Predicate is { } predicate) _dataset.Add(target.Subject, predicate, term, target.Graph);
    }

    private void ReadMembers(ActiveContext active, ActiveContext outer, JsonElement value, List<string>? types, RdfTerm subject, RdfTerm? graph)
    {
        if (types is not null)
        {
            foreach (var type in types) _dataset.Add(subject, RdfType, Resource(AbsoluteOf(outer, type, vocabulary: true)), graph);
        }

        foreach (var member in value.EnumerateObject())
        {
            if (member.NameEquals("@context")) continue;
            var iri = active.Expand(member.Name, vocabulary: true);
            switch (iri)
            {
                case "@id" or "@type": break;
                case "@index" when member.Value.ValueKind == JsonValueKind.String: break;
                case "@graph": ReadGraph(active, member.Value, value, subject, graph); break;
                case not null when Keywords.IsKeyword(iri): throw new CredentialException(CredentialError.UnsupportedJsonLd, $"The document uses '{iri}' where this library does not read it.", $"/{member.Name}");
                default: ReadProperty(active, member, iri, subject, graph); break;
            }
        }
    }

    private void ReadGraph(ActiveContext active, JsonElement content, JsonElement owner, RdfTerm subject, RdfTerm? graph)
    {
        // At the top, an object with nothing but a graph is the default graph.
        var isDefault = graph is null && owner.EnumerateObject().All(static member => member.NameEquals("@context") || member.NameEquals("@graph"));
        foreach (var item in JsonDocuments.OneOrMany(content))
        {
            if (item.ValueKind != JsonValueKind.Object) throw Invalid("An item of a graph is not an object.", "@graph");
            ReadObject(active, null, item, new Target(default, null, isDefault ? null : subject), fromMap: false);
        }
    }

    private void ReadProperty(ActiveContext active, JsonProperty member, string? iri, RdfTerm subject, RdfTerm? graph)
    {
        if (!Keywords.IsAbsolute(iri)) throw new CredentialException(CredentialError.UndefinedTerm, $"The term '{Short(member.Name)}' is not defined by the contexts, so that a signature would not cover it.", $"/{member.Name}");
        var definition = active.Find(member.Name);
        if (definition?.Unsupported is { } unsupported) throw ContextProcessor.Unsupported(unsupported);
        var target = new Target(subject, definition is null ? RdfTerm.Iri(iri!).Text! : definition.Predicate, graph);
        var (value, containers) = (member.Value, definition?.Containers ?? TermContainers.None);
        if (definition?.Type == "@json") Place(target, RdfTerm.Literal(Jcs.ToText(value), RdfJson));
        else if ((containers & TermContainers.Language) != 0 && value.ValueKind == JsonValueKind.Object) ReadLanguages(active, definition!, value, target);
        else if ((containers & (TermContainers.Index | TermContainers.Id)) != 0 && value.ValueKind == JsonValueKind.Object) ReadMap(active, definition!, value, target);
        else if ((containers & TermContainers.List) != 0) ReadListContainer(active, definition!, value, target);
        else if ((containers & TermContainers.Graph) != 0) ReadGraphs(active, definition!, value, target);
        else ReadValue(active, definition, value, target);
    }

    /// <summary>Each value in a graph of its own, which the statement refers to.</summary>
    private void ReadGraphs(ActiveContext active, TermDefinition definition, JsonElement value, in Target target)
    {
        foreach (var item in JsonDocuments.OneOrMany(value))
        {
            if (item.ValueKind == JsonValueKind.Null) continue;
            var name = _dataset.NewBlank();
            Place(target, name);
            ReadValue(active, definition, item, new Target(default, null, name));
        }
    }

    /// <summary>An object whose names are IDs of its values, or only tell them apart.</summary>
    private void ReadMap(ActiveContext active, TermDefinition definition, JsonElement map, in Target target)
    {
        foreach (var member in map.EnumerateObject())
        {
            if ((definition.Containers & TermContainers.Id) != 0 && active.Expand(member.Name, vocabulary: true) != "@none") throw ContextProcessor.Unsupported("@container");
            foreach (var item in JsonDocuments.OneOrMany(member.Value))
            {
                if (item.ValueKind == JsonValueKind.Object) ReadObject(active, definition, item, target, fromMap: true);
                else ReadValue(active, definition, item, target);
            }
        }
    }

    private void ReadListContainer(ActiveContext active, TermDefinition definition, JsonElement value, in Target target)
    {
        // An object that says that it is a list is not put into another one.
        if (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any(member => active.Expand(member.Name, vocabulary: true) == "@list")) ReadValue(active, definition, value, target);
        else if (value.ValueKind != JsonValueKind.Null) ReadList(active, definition, value, target);
    }

    private void ReadList(ActiveContext active, TermDefinition? definition, JsonElement value, in Target target)
    {
        List<RdfTerm> items = [];
        ReadValue(active, definition, value, new Target(default, null, target.Graph, items));
        if (items.Count == 0)
        {
            Place(target, RdfTerm.Iri(RdfNil));
            return;
        }

        var cell = _dataset.NewBlank();
        Place(target, cell);
        for (var place = 0; place < items.Count; place++)
        {
            _dataset.Add(cell, RdfFirst, items[place], target.Graph);
            var next = place == items.Count - 1 ? RdfTerm.Iri(RdfNil) : _dataset.NewBlank();
            _dataset.Add(cell, RdfRest, next, target.Graph);
            cell = next;
        }
    }

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static CredentialException Invalid(string message, string name) => new(CredentialError.InvalidJsonLd, message, name.Length == 0 ? null : $"/{name}");
}
