using System.Text.Json;

namespace KubeCredential.VerifiableCredentials.JsonLd;

/// <summary>Context processing (W3C JSON-LD 1.1 API, section 4.1) without a network and without a base IRI. One for each document, because it counts its work.</summary>
internal sealed class ContextProcessor
{
    private const int MaxCachedText = 8 * 1024;
    private const int MaxDefinitions = 100_000;

    // A few issuers' inline contexts and the scoped ones of the bundled contexts; each takes some 10 KB.
    private static readonly ContextCache s_cache = new(1000);

    private int _definitions;

    /// <summary>The context after a local one: that of an object in the document.</summary>
    public ActiveContext Embedded(ActiveContext active, JsonElement local)
    {
        var text = local.GetRawText();
        if (text.Length > MaxCachedText) return Process(active, local, overridesProtected: false, propagates: true);
        var key = new ContextCache.Key(active, text, Propagates: true, OverridesProtected: false);
        if (s_cache.Find(key) is { } known) return known;
        // Parsed anew, because what is kept must not hold on to a whole document.
        var processed = Process(active, JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = 1000 }), overridesProtected: false, propagates: true);
        s_cache.Keep(key, processed);
        return processed;
    }

    /// <summary>The context after the one that a property or a type brings.</summary>
    /// <param name="active">The context so far.</param>
    /// <param name="definition">The term.</param>
    /// <param name="propagates">True for a property; false for a type, whose context is for its node alone.</param>
    public ActiveContext Scoped(ActiveContext active, TermDefinition definition, bool propagates)
    {
        if (definition.Context is not { } local) return active;
        var key = new ContextCache.Key(active, definition, propagates, OverridesProtected: propagates);
        if (s_cache.Find(key) is { } known) return known;
        var processed = Process(active, local, overridesProtected: propagates, propagates);
        s_cache.Keep(key, processed);
        return processed;
    }

    private ActiveContext Process(ActiveContext active, JsonElement local, bool overridesProtected, bool propagates)
    {
        if (local.ValueKind == JsonValueKind.Object && local.TryGetProperty("@propagate", out var stated)) propagates = Flag(stated, "@propagate");
        var result = active;
        foreach (var context in Json.JsonDocuments.OneOrMany(local))
        {
            result = context.ValueKind switch
            {
                JsonValueKind.Null => Empty(result, overridesProtected),
                JsonValueKind.String => Process(result, BundledContexts.Find(context.GetString()!), overridesProtected: false, propagates: true),
                JsonValueKind.Object => Define(result, context, overridesProtected),
                _ => throw Invalid("A context is neither a URL nor an object."),
            };
        }

        return propagates || result.Previous is not null ? result : new ActiveContext(result.Terms) { Vocabulary = result.Vocabulary, Language = result.Language, Direction = result.Direction, Previous = active };
    }

    private static ActiveContext Empty(ActiveContext active, bool overridesProtected) =>
        overridesProtected || !active.Terms.Values.Any(static term => term.IsProtected) ? ActiveContext.Initial : throw Invalid("A context takes away protected terms.");

    private ActiveContext Define(ActiveContext active, JsonElement local, bool overridesProtected)
    {
        // A whole document in place of a context, as some fixtures have it; other processors take it, too.
        if (local.GetPropertyCount() == 1 && local.TryGetProperty("@context", out var wrapped) && wrapped.ValueKind == JsonValueKind.Object) local = wrapped;
        if (local.TryGetProperty("@version", out var version) && version.GetRawText() != "1.1") throw Invalid("A context has another '@version' than 1.1.");
        if (local.TryGetProperty("@import", out _)) throw Unsupported("@import");
        if (local.TryGetProperty("@base", out var given) && given.ValueKind != JsonValueKind.Null) throw Unsupported("@base");
        _definitions += local.GetPropertyCount();
        if (_definitions > MaxDefinitions) throw new CredentialException(CredentialError.TooMuchWork, "The contexts of the document define too many terms.");
        var definer = new TermDefiner(active, local, overridesProtected, local.TryGetProperty("@protected", out var stated) && Flag(stated, "@protected"));
        return definer.Define();
    }

    public static bool Flag(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Invalid($"The value of '{name}' is not true or false."),
    };

    public static CredentialException Invalid(string message) => new(CredentialError.InvalidContext, message, "/@context");

    public static CredentialException Unsupported(string keyword) => new(CredentialError.UnsupportedJsonLd, $"The document uses '{keyword}', which is not read here.", "/@context");
}
