using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;

namespace Issuance.Api.Holders;

/// <summary>Reads the bodies of requests about holders. It reports all errors at once, each with its field and rule.</summary>
internal static class HolderRequestReader
{
    private const int MaxLabel = 100;
    private const int MaxNote = 1000;
    private const int MaxSubject = 200;
    private const int MaxBody = 5000;
    private const int MostTexts = 100;
    private static readonly string[] s_invite = ["delivery", "email", "language"];
    private static readonly string[] s_batch = ["language"];
    private static readonly string[] s_token = ["token"];
    private static readonly string[] s_share = ["label", "expiresAt"];
    private static readonly string[] s_correction = ["field", "proposed", "note"];
    private static readonly string[] s_answer = ["decision", "note", "replacedBy"];
    private static readonly string[] s_texts = ["texts"];
    private static readonly string[] s_text = ["kind", "language", "subject", "body"];

    /// <summary>Reads a request to invite.</summary>
    public static (bool ByMail, string? Email, string Language) ReadInvite(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors) => CredentialFields.ReadBody(utf8, s_invite, errors, root =>
    {
        var delivery = OneOf(root, "delivery", errors, InvitationDelivery.Email, InvitationDelivery.Link);
        var email = CredentialFields.Email(root, "email", errors);
        if (delivery == InvitationDelivery.Link && email is not null) errors["email"] = ["This is for delivery by e-mail only."];
        return (delivery == InvitationDelivery.Email, email, Language(root, errors));
    });

    /// <summary>Reads a request to invite the holders of a batch.</summary>
    public static string ReadInviteBatch(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors) =>
        utf8.IsEmpty ? MailLanguages.Standard : CredentialFields.ReadBody(utf8, s_batch, errors, root => Language(root, errors)) ?? MailLanguages.Standard;

    /// <summary>Reads the token of a link.</summary>
    public static string ReadToken(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors) => CredentialFields.ReadBody(utf8, s_token, errors, root =>
    {
        if (CredentialFields.IsGiven(root, "token", out var value) && value.ValueKind == JsonValueKind.String && JsonText.ValueOf(value) is { Length: > 0 } text) return text;
        errors["token"] = ["This is required: what follows the # in the link."];
        return "";
    }) ?? "";

    /// <summary>Reads a request to share.</summary>
    public static (string? Label, DateTimeOffset? ExpiresAt) ReadShare(ReadOnlyMemory<byte> utf8, DateTimeOffset now, Dictionary<string, string[]> errors) => utf8.IsEmpty ? default : CredentialFields.ReadBody(utf8, s_share, errors, root =>
    {
        var label = CredentialFields.IsGiven(root, "label", out _) ? CredentialFields.Text(root, "label", MaxLabel, errors) : null;
        DateTimeOffset? expiresAt = null;
        if (CredentialFields.IsGiven(root, "expiresAt", out var value))
        {
            if (value.ValueKind != JsonValueKind.String || !Rfc3339.TryParse(JsonText.ValueOf(value), out DateTimeOffset end)) errors["expiresAt"] = ["This must be an RFC 3339 date and time, such as 2026-01-31T08:15:30Z."];
            else if (end <= now) errors["expiresAt"] = ["This must be in the future."];
            else expiresAt = end;
        }

        return (label, expiresAt);
    });

    /// <summary>Reads a report of a mistake.</summary>
    public static (string Proposed, string? Note) ReadCorrection(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors) => CredentialFields.ReadBody(utf8, s_correction, errors, root =>
    {
        OneOf(root, "field", errors, CorrectionStore.HolderName);
        return (CredentialFields.Text(root, "proposed", CredentialFields.MaxNameCharacters, errors), Words(root, "note", MaxNote, errors));
    });

    /// <summary>Reads an answer to such a report.</summary>
    public static (string Decision, string? Note, Guid? ReplacedBy) ReadAnswer(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors) => CredentialFields.ReadBody(utf8, s_answer, errors, root =>
    {
        var decision = OneOf(root, "decision", errors, CorrectionState.Corrected, CorrectionState.Declined);
        var note = Words(root, "note", MaxNote, errors);
        if (decision == CorrectionState.Declined && note is null) errors.TryAdd("note", ["This is required to decline: the holder reads it."]);
        Guid? replacedBy = null;
        if (CredentialFields.IsGiven(root, "replacedBy", out var value))
        {
            if (value.ValueKind == JsonValueKind.String && Guid.TryParseExact(JsonText.ValueOf(value), "D", out var id)) replacedBy = id;
            else errors["replacedBy"] = ["This must be a complete credential ID (a UUID)."];
            if (decision == CorrectionState.Declined) errors["replacedBy"] = ["This is for corrected only."];
        }

        return (decision, note, replacedBy);
    });

    /// <summary>Reads an issuer's own texts.</summary>
    public static IReadOnlyList<MailText> ReadTexts(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors) => CredentialFields.ReadBody(utf8, s_texts, errors, root =>
    {
        if (!root.TryGetProperty("texts", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MostTexts)
        {
            errors["texts"] = [$"This must be a list of at most {MostTexts} texts."];
            return [];
        }

        var texts = new List<MailText>();
        foreach (var one in list.EnumerateArray())
        {
            var path = $"texts[{texts.Count}].";
            if (one.ValueKind != JsonValueKind.Object)
            {
                errors[path.TrimEnd('.')] = ["This must be a JSON object."];
                return texts;
            }

            RequestJson.RefuseUnknown(one, s_text, path.TrimEnd('.'), errors);
            var own = new Dictionary<string, string[]>();
            texts.Add(Text(one, own));
            foreach (var (field, rules) in own) errors[path + field] = rules;
            if (texts.Take(texts.Count - 1).Any(other => other.Kind == texts[^1].Kind && other.Language == texts[^1].Language)) errors[$"{path}language"] = ["There is another text of this kind and language."];
        }

        return texts;
    }) ?? [];

    /// <summary>Reads one text, to show how it would be sent.</summary>
    public static MailText? ReadText(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors) => CredentialFields.ReadBody(utf8, s_text, errors, root => Text(root, errors));

    private static MailText Text(JsonElement root, Dictionary<string, string[]> errors)
    {
        var kind = OneOf(root, "kind", errors, [.. MailKind.All]);
        var subject = CredentialFields.Text(root, "subject", MaxSubject, errors);
        var body = Words(root, "body", MaxBody, errors);
        if (body is null) errors.TryAdd("body", ["This is required."]);
        foreach (var (field, text) in ((string, string?)[])[("subject", subject), ("body", body)])
        {
            if (text is not null && MailTemplate.Unknown(text, kind) is { Count: > 0 } unknown)
                errors.TryAdd(field, [$"{string.Join(", ", unknown.Select(static name => $"{{{name}}}"))} stands for nothing. The placeholders are {string.Join(", ", MailTemplate.Placeholders.Where(name => name != MailTemplate.Answer || kind == MailKind.Answer).Select(static name => $"{{{name}}}"))}."]);
        }

        if (MailTemplate.Has(subject, MailTemplate.Link)) errors.TryAdd("subject", ["{link} must not be in the subject: whoever sees a list of messages could open it."]);
        if (body is not null && !MailTemplate.Has(body, MailTemplate.Link)) errors.TryAdd("body", ["{link} is missing: without it, the holder cannot open the page."]);
        return new MailText(kind, CredentialFields.IsGiven(root, "language", out _) ? Language(root, errors) : Required(errors), subject, body ?? "");

        static string Required(Dictionary<string, string[]> errors)
        {
            errors["language"] = ["This is required."];
            return "";
        }
    }

    private static string Language(JsonElement root, Dictionary<string, string[]> errors)
    {
        if (!CredentialFields.IsGiven(root, "language", out var value)) return MailLanguages.Standard;
        if (value.ValueKind == JsonValueKind.String && JsonText.ValueOf(value) is { } text && LanguageTag.IsTag(text)) return text;
        errors["language"] = [LanguageTag.Rule];
        return MailLanguages.Standard;
    }

    private static string OneOf(JsonElement root, string name, Dictionary<string, string[]> errors, params string[] values)
    {
        if (CredentialFields.IsGiven(root, name, out var value) && value.ValueKind == JsonValueKind.String && JsonText.ValueOf(value) is { } text && values.Contains(text)) return text;
        errors[name] = [values.Length == 1 ? $"This must be {values[0]}." : $"This must be one of {string.Join(", ", values)}."];
        return "";
    }

    /// <summary>Text of several lines, or null if there is none.</summary>
    private static string? Words(JsonElement root, string name, int maxCharacters, Dictionary<string, string[]> errors)
    {
        if (!CredentialFields.IsGiven(root, name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.String || JsonText.ValueOf(value) is not { } given) return Fail("This must be text.");
        var text = UnicodeText.ToNfc(given.Replace("\r\n", "\n", StringComparison.Ordinal).Trim());
        if (text.Length == 0) return null;
        if (text.Any(static one => char.IsControl(one) && one is not ('\n' or '\t'))) return Fail("This must not contain control characters, except for line breaks.");
        if (UnicodeText.Length(text) is var length && length > maxCharacters) return Fail($"This has {length} characters; at most {maxCharacters} are allowed.");
        return text.Split('\n').Select(NameText.FaultOf).FirstOrDefault(static fault => fault?.Contains("direction", StringComparison.Ordinal) == true) is { } direction ? Fail(direction) : text;

        string? Fail(string rule)
        {
            errors[name] = [rule];
            return null;
        }
    }
}
