using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.JsonLd;

namespace KubeCredential.VerifiableCredentials.Credentials;

/// <summary>Checks the shape of credentials and presentations, and reads what the data model defines (W3C Verifiable Credentials Data Model 2.0, section 4; and 1.1).</summary>
internal static class DocumentReader
{
    public const string CredentialType = "VerifiableCredential";
    public const string PresentationType = "VerifiablePresentation";
    public const string EnvelopedCredentialType = "EnvelopedVerifiableCredential";
    public const string EnvelopedPresentationType = "EnvelopedVerifiablePresentation";

    /// <summary>The types of a document, without a check of anything else.</summary>
    public static IReadOnlyList<string> TypesOf(JsonElement document) =>
        [.. JsonDocuments.OneOrMany(document, "type").Where(static type => type.ValueKind == JsonValueKind.String).Select(static type => type.GetString()!)];

    /// <exception cref="CredentialException">The document does not have the shape (<see cref="CredentialError.InvalidMember"/>), or is of another version (<see cref="CredentialError.UnsupportedDocument"/>).</exception>
    public static DocumentContent Read(JsonElement document)
    {
        var isOlder = IsOlder(document);
        foreach (var type in JsonDocuments.OneOrMany(document, "type"))
        {
            if (type.ValueKind != JsonValueKind.String || type.GetString()!.Length == 0) throw Invalid("A type is not text.", "type");
        }

        var types = TypesOf(document);
        var isPresentation = types.Contains(PresentationType);
        if (!isPresentation && !types.Contains(CredentialType)) throw Invalid($"The document is not of type {CredentialType} or {PresentationType}.", "type");
        var content = new DocumentContent { Types = types, IsOlder = isOlder, IsPresentation = isPresentation, Id = OptionalId(document, "id") };
        return isPresentation ? ReadPresentation(document, content) : ReadCredential(document, content);
    }

    private static DocumentContent ReadPresentation(JsonElement document, DocumentContent content)
    {
        foreach (var item in JsonDocuments.OneOrMany(document, "verifiableCredential"))
        {
            if (item.ValueKind != JsonValueKind.Object && !(content.IsOlder && item.ValueKind == JsonValueKind.String)) throw Invalid("A credential in the presentation is not an object.", "verifiableCredential");
        }

        CheckTyped(document, "termsOfUse");
        return content with
        {
            Issuer = document.TryGetProperty("holder", out var holder) ? IdOf(holder, "holder") : null,
            Credentials = [.. JsonDocuments.OneOrMany(document, "verifiableCredential")],
        };
    }

    private static DocumentContent ReadCredential(JsonElement document, DocumentContent content)
    {
        if (!document.TryGetProperty("issuer", out var issuer)) throw Invalid("The credential has no issuer.", "issuer");
        JsonElement[] subjects = [.. JsonDocuments.OneOrMany(document, "credentialSubject")];
        if (subjects.Length == 0) throw Invalid("The credential has no subject.", "credentialSubject");
        foreach (var subject in subjects)
        {
            if (subject.ValueKind != JsonValueKind.Object || subject.GetPropertyCount() == 0) throw Invalid("A subject of the credential is not an object that says something.", "credentialSubject");
        }

        foreach (var name in (string[])["credentialStatus", "credentialSchema", "termsOfUse", "refreshService", "evidence"]) CheckTyped(document, name);
        if (!content.IsOlder)
        {
            foreach (var name in (string[])["name", "description"])
            {
                CheckLanguages(document, name, name);
                CheckLanguages(issuer, name, $"issuer/{name}");
            }

            CheckResources(document);
        }

        var (from, until) = content.IsOlder ? ("issuanceDate", "expirationDate") : ("validFrom", "validUntil");
        var read = content with
        {
            Issuer = IdOf(issuer, "issuer"),
            IssuerName = NameOf(issuer),
            SubjectIds = [.. subjects.Select(static subject => OptionalId(subject, "credentialSubject/id", "id")).OfType<string>()],
            ValidFrom = Moment(document, from),
            ValidUntil = Moment(document, until),
            Statuses = [.. JsonDocuments.OneOrMany(document, "credentialStatus")],
            Schemas = [.. JsonDocuments.OneOrMany(document, "credentialSchema")],
        };
        if (content.IsOlder && read.ValidFrom is null) throw Invalid("The credential has no 'issuanceDate'.", from);
        return read.ValidFrom > read.ValidUntil ? throw Invalid("The credential ends before it begins.", until) : read;
    }

    private static bool IsOlder(JsonElement document)
    {
        if (!document.TryGetProperty("@context", out var contexts)) throw Invalid("The document has no '@context'.", "@context");
        if (contexts.ValueKind != JsonValueKind.Array) throw Invalid("The '@context' is not an array.", "@context");
        foreach (var context in contexts.EnumerateArray())
        {
            if (context.ValueKind is not (JsonValueKind.String or JsonValueKind.Object)) throw Invalid("A context is neither a URL nor an object.", "@context");
        }

        return contexts.GetArrayLength() > 0 && contexts[0].ValueKind == JsonValueKind.String
            ? contexts[0].GetString() switch
            {
                BundledContexts.CredentialsV2 => false,
                BundledContexts.CredentialsV1 => true,
                _ => throw new CredentialException(CredentialError.UnsupportedDocument, "The first context is not that of a version of the data model that is read here.", "/@context/0"),
            }
            : throw Invalid("The first context is not a URL.", "@context");
    }

    private static void CheckTyped(JsonElement document, string name)
    {
        foreach (var item in JsonDocuments.OneOrMany(document, name))
        {
            if (item.ValueKind != JsonValueKind.Object) throw Invalid($"A value of '{name}' is not an object.", name);
            if (TypesOf(item).Count == 0) throw Invalid($"A value of '{name}' has no type.", $"{name}/type");
            var id = OptionalId(item, $"{name}/id", "id");
            if (name == "credentialSchema" && id is null) throw Invalid("A schema has no ID.", "credentialSchema/id");
        }
    }

    /// <summary>A text, or texts with their languages and directions and nothing else (section 11.1).</summary>
    private static void CheckLanguages(JsonElement owner, string name, string place)
    {
        if (owner.ValueKind != JsonValueKind.Object) return;
        foreach (var item in JsonDocuments.OneOrMany(owner, name))
        {
            if (item.ValueKind == JsonValueKind.String || (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("@value", out _) && item.EnumerateObject().All(IsOfLanguage))) continue;
            throw Invalid($"The '{name}' is not text, or has something beside its language and direction.", place);
        }
    }

    private static bool IsOfLanguage(JsonProperty member) => member.Value.ValueKind == JsonValueKind.String && member.Name switch
    {
        "@value" => true,
        "@language" => Keywords.IsLanguage(member.Value.GetString()!),
        "@direction" => member.Value.GetString() is "ltr" or "rtl",
        _ => false,
    };

    /// <summary>What the issuer had before it, each resource once and with a digest (section 5.3). Of these only contexts are here, and schemas once they are fetched; nothing else is.</summary>
    private static void CheckResources(JsonElement document)
    {
        HashSet<string> ids = [];
        foreach (var resource in JsonDocuments.OneOrMany(document, "relatedResource"))
        {
            if (resource.ValueKind != JsonValueKind.Object) throw Invalid("A related resource is not an object.", "relatedResource");
            var id = OptionalId(resource, "relatedResource/id") ?? throw Invalid("A related resource has no ID.", "relatedResource/id");
            if (!ids.Add(id)) throw Invalid("A related resource is listed twice.", "relatedResource/id");
            if (!ResourceDigest.IsText(resource)) throw Invalid("A related resource has no digest, or one that is not text.", "relatedResource");
            if (resource.TryGetProperty("mediaType", out var type) && type.ValueKind != JsonValueKind.String) throw Invalid("The media type of a related resource is not text.", "relatedResource/mediaType");
            if (BundledContexts.OriginalOf(id) is { } bytes && ResourceDigest.Matches(resource, bytes) is false) throw Invalid("A context is not the one that the credential was made for: its digest is another one.", "relatedResource");
        }
    }

    private static string IdOf(JsonElement value, string name) => value.ValueKind == JsonValueKind.String && IsUrl(value.GetString()!) ? value.GetString()! : OptionalId(value, name, "id") ?? throw Invalid($"The '{name}' has no ID.", name);

    private static string? OptionalId(JsonElement owner, string place, string name = "id")
    {
        if (owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.String && IsUrl(value.GetString()!) ? value.GetString() : throw Invalid("An ID is not a URL.", place);
    }

    private static bool IsUrl(string text) => Keywords.IsAbsolute(text) && text.IndexOf(':', StringComparison.Ordinal) < text.Length - 1;

    private static string? NameOf(JsonElement issuer)
    {
        if (issuer.ValueKind != JsonValueKind.Object || !issuer.TryGetProperty("name", out var name)) return null;
        return name.ValueKind == JsonValueKind.String ? name.GetString() : JsonDocuments.OneOrMany(name).Select(static item => JsonDocuments.Text(item, "@value")).FirstOrDefault(static text => text is not null);
    }

    private static DateTimeOffset? Moment(JsonElement document, string name)
    {
        if (!document.TryGetProperty(name, out _)) return null;
        return XsdDateTime.TryParse(JsonDocuments.Text(document, name), out var moment) ? moment : throw Invalid($"The '{name}' is not a time with its zone.", name);
    }

    private static CredentialException Invalid(string message, string place) => new(CredentialError.InvalidMember, message, $"/{place}");
}
