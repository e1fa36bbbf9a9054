using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.Text;

namespace Issuance.Api.Issuers;

/// <summary>Reads the bodies of requests about issuers. It reports all errors at once, each with its field and rule.</summary>
internal static class IssuerRequestReader
{
    private const int MaxWebsiteCharacters = 300;
    private static readonly string[] s_registration = ["name", "slug", "website", "contact"];
    private static readonly string[] s_profile = ["website", "contact"];

    /// <summary>The contents of a body; valid only if there are no errors.</summary>
    internal readonly record struct Result(string Name, string? Slug, string? Website, string? Contact);

    /// <summary>Reads a request to register an issuer.</summary>
    public static Result ReadRegistration(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors) => CredentialFields.ReadBody(utf8, s_registration, errors, root => Profile(root, errors) with
    {
        Name = CredentialFields.Text(root, "name", CredentialFields.MaxNameCharacters, errors),
        Slug = Slug(root, errors),
    });

    /// <summary>Reads a request to change a profile.</summary>
    public static Result ReadProfile(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors) => CredentialFields.ReadBody(utf8, s_profile, errors, root => Profile(root, errors));

    private static Result Profile(JsonElement root, Dictionary<string, string[]> errors) => new("", null, Website(root, errors), CredentialFields.Email(root, "contact", errors));

    private static string? Slug(JsonElement root, Dictionary<string, string[]> errors)
    {
        if (!CredentialFields.IsGiven(root, "slug", out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && JsonText.ValueOf(value) is { } text && IssuerSlug.IsValid(text)) return text;
        errors["slug"] = [IssuerSlug.Rule];
        return null;
    }

    private static string? Website(JsonElement root, Dictionary<string, string[]> errors)
    {
        if (!CredentialFields.IsGiven(root, "website", out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && JsonText.ValueOf(value)?.Trim() is { Length: <= MaxWebsiteCharacters } text && !text.Any(static one => char.IsControl(one) || one > '~')
            && Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "https" or "http", UserInfo: "", Host.Length: > 0 }) return address.AbsoluteUri;
        errors["website"] = [$"This must be an http or https address of at most {MaxWebsiteCharacters} ASCII characters, such as https://www.example.org."];
        return null;
    }
}
