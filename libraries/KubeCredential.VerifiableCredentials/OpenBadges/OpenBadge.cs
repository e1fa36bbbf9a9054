using System.Buffers;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.JsonLd;
using KubeCredential.VerifiableCredentials.StatusLists;

namespace KubeCredential.VerifiableCredentials.OpenBadges;

/// <summary>A badge: a credential of an achievement (1EdTech Open Badges 3.0, appendix B.1, "OpenBadgeCredential").</summary>
/// <param name="Issuer">The issuer's DID.</param>
/// <param name="IssuerName">The issuer's name.</param>
/// <param name="Achievement">What was achieved.</param>
/// <param name="ValidFrom">From when it is valid. A badge of the same ID with a later time takes its place.</param>
public sealed record OpenBadge(string Issuer, string IssuerName, BadgeAchievement Achievement, DateTimeOffset ValidFrom)
{
    private const string Type = "OpenBadgeCredential";

    /// <summary>Until when it is valid; null: without end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The ID of the holder: a DID or another URL, if there is one.</summary>
    public string? HolderId { get; init; }

    /// <summary>Names or addresses of the holder.</summary>
    public IReadOnlyList<BadgeIdentity> Identities { get; init; } = [];

    /// <summary>Its places in status lists.</summary>
    public IReadOnlyList<StatusEntry> Statuses { get; init; } = [];

    /// <summary>Whether a document is a badge of Open Badges 3.0, by its types.</summary>
    public static bool IsBadge(JsonElement document) => DocumentReader.TypesOf(document).Any(static type => type is Type or "AchievementCredential");

    /// <summary>Reads what a badge says. Its shape as a credential and its proof are the business of the verifier.</summary>
    /// <param name="document">The credential.</param>
    /// <exception cref="CredentialException">It is no badge, or has no achievement with an ID, a name, a description and criteria (<see cref="CredentialError.InvalidMember"/>).</exception>
    public static OpenBadge Read(JsonElement document)
    {
        var content = DocumentReader.Read(document);
        if (!IsBadge(document)) throw Invalid("The credential is not a badge.", "/type");
        var subject = JsonDocuments.OneOrMany(document, "credentialSubject").First();
        if (!subject.TryGetProperty("achievement", out var achievement) || achievement.ValueKind != JsonValueKind.Object) throw Invalid("The badge has no achievement.", "/credentialSubject/achievement");
        achievement.TryGetProperty("criteria", out var criteria);
        return new OpenBadge(
            content.Issuer!, content.IssuerName ?? "",
            new BadgeAchievement(Text(achievement, "id"), Text(achievement, "name"), Text(achievement, "description"), JsonDocuments.Text(criteria, "narrative") ?? JsonDocuments.Text(criteria, "id") ?? "")
            {
                Image = achievement.TryGetProperty("image", out var image) ? image.ValueKind == JsonValueKind.String ? image.GetString() : JsonDocuments.Text(image, "id") : null,
                Tags = [.. JsonDocuments.OneOrMany(achievement, "tag").Where(static tag => tag.ValueKind == JsonValueKind.String).Select(static tag => tag.GetString()!)],
            },
            content.ValidFrom ?? throw Invalid("The badge has no 'validFrom'.", "/validFrom"))
        {
            ValidUntil = content.ValidUntil,
            HolderId = content.SubjectIds is [var holder, ..] ? holder : null,
            Identities = [.. JsonDocuments.OneOrMany(subject, "identifier").Select(BadgeIdentity.Read)],
        };
    }

    /// <summary>The badge as a credential, to be signed. It has the holder's ID or an identity; the format wants one of them.</summary>
    /// <param name="id">The ID of the credential, written as <c>urn:uuid:…</c>.</param>
    /// <returns>JSON in UTF-8, without a proof.</returns>
    /// <exception cref="CredentialException">It says of nobody who the holder is (<see cref="CredentialError.InvalidMember"/>).</exception>
    public byte[] Build(Guid id)
    {
        if (HolderId is null && Identities.Count == 0) throw Invalid("A badge names its holder by an ID or an identity.", "/credentialSubject");
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonDocuments.Compact))
        {
            json.WriteStartObject();
            WriteTexts(json, "@context", [BundledContexts.CredentialsV2, BundledContexts.OpenBadgesV3]);
            CredentialDocument.WriteHead(json, id, ["VerifiableCredential", Type]);
            json.WriteString("name", Achievement.Name);
            json.WriteStartObject("issuer");
            json.WriteString("id", Issuer);
            WriteTexts(json, "type", ["Profile"]);
            json.WriteString("name", IssuerName);
            json.WriteEndObject();
            CredentialDocument.WriteTimes(json, ValidFrom, ValidUntil);
            WriteSubject(json);
            CredentialDocument.WriteStatuses(json, Statuses);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteSubject(Utf8JsonWriter json)
    {
        json.WriteStartObject("credentialSubject");
        if (HolderId is not null) json.WriteString("id", HolderId);
        WriteTexts(json, "type", ["AchievementSubject"]);
        if (Identities.Count > 0)
        {
            json.WriteStartArray("identifier");
            foreach (var identity in Identities) identity.Write(json);
            json.WriteEndArray();
        }

        json.WriteStartObject("achievement");
        json.WriteString("id", Achievement.Id);
        WriteTexts(json, "type", ["Achievement"]);
        json.WriteString("name", Achievement.Name);
        json.WriteString("description", Achievement.Description);
        json.WriteStartObject("criteria");
        json.WriteString("narrative", Achievement.Criteria);
        json.WriteEndObject();
        if (Achievement.Image is { } image)
        {
            json.WriteStartObject("image");
            json.WriteString("id", image);
            json.WriteString("type", "Image");
            json.WriteEndObject();
        }

        if (Achievement.Tags.Count > 0) WriteTexts(json, "tag", [.. Achievement.Tags]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, string[] texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Text(JsonElement achievement, string name) => JsonDocuments.Text(achievement, name) ?? throw Invalid($"The achievement has no '{name}'.", $"/credentialSubject/achievement/{name}");

    private static CredentialException Invalid(string message, string place) => new(CredentialError.InvalidMember, message, place);
}
