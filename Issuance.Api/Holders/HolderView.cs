using System.Globalization;
using System.Text.Json;
using Issuance.Api.Credentials;
using Issuance.Api.CredentialTypes;
using Issuance.Api.Documents;
using Issuance.Api.Issuers;

namespace Issuance.Api.Holders;

/// <summary>Puts together what a holder sees on their own page.</summary>
internal sealed class HolderView(
    CredentialStore credentials, TypeStore types, IssuerStore issuers, IssuerDids dids, HolderSessions sessions, ShareStore shares, CorrectionStore corrections, HolderLinks links)
{
    private const string LinkedIn = "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME";

    /// <summary>The forms on paper.</summary>
    private static IReadOnlyList<string> PaperFormats { get; } = ["pdf", "png", "svg"];

    /// <summary>What the holder sees; null if the credential has been erased.</summary>
    public async Task<HolderDocument?> ReadAsync(HolderSession session, CancellationToken cancellationToken)
    {
        if (await credentials.FindAsync(session.CredentialId, cancellationToken) is not { Credential: { Json: { } json } credential }) return null;
        var content = JsonSerializer.Deserialize(json, CredentialJson.Relaxed.IssuedContent)!;
        // Left out of the JSON if the type was not registered.
        var definition = content.Type is { } type && await types.FindAsync(type.Id, type.Version, cancellationToken) is var (_, found, _) ? found : null;
        var isSignable = (await issuers.ListAsync(credential.IssuerName, null, null, 1, cancellationToken)) is [var issuer] && dids.Of(issuer.Slug) is not null;
        var verify = links.VerifyLink(credential.Id);
        return new HolderDocument(
            credential, StatusDocument.Of(credential.Status), verify,
            definition is null ? null : new HolderCertificate(definition.Display, definition.Design with { Background = AddressOf(definition.Design.Background), Logo = AddressOf(definition.Design.Logo) }, definition.PublicFields),
            isSignable ? [.. DocumentFormat.All.Where(name => definition?.Formats?.Contains(name) != false)] : [],
            PaperFormats,
            LinkedInOf(content, definition, verify),
            Hidden(await sessions.FindEmailAsync(session, cancellationToken)),
            await shares.ListAsync(session.CredentialId, cancellationToken), await corrections.ListAsync(session.CredentialId, cancellationToken), session.ExpiresAt, session.AntiForgeryToken);
    }

    /// <summary>An e-mail address of which only its owner recognises the whole.</summary>
    internal static string? Hidden(string? email) => email?.LastIndexOf('@') is > 0 and var at ? $"{KubeCredential.Text.UnicodeText.Shorten(email, 1)}•••{email[at..]}" : null;

    private static string? AddressOf(string? picture) => picture is null ? null : TypeStore.PictureAddress(picture);

    /// <summary>The address by which LinkedIn's form for certificates is filled in.</summary>
    private static string LinkedInOf(IssuedContent content, TypeDefinition? definition, string verify)
    {
        var parts = new List<(string Name, string Value)>
        {
            ("name", definition?.Display is [var first, ..] ? first.Title : content.CredentialType),
            ("organizationName", content.IssuerName),
            ("issueYear", Number(content.IssueDate.Year)), ("issueMonth", Number(content.IssueDate.Month)),
        };
        if (content.ExpiryDate is { } last) parts.AddRange([("expirationYear", Number(last.Year)), ("expirationMonth", Number(last.Month))]);
        if (verify.StartsWith("http", StringComparison.Ordinal)) parts.Add(("certUrl", verify));
        parts.Add(("certId", content.Id.ToString()));
        return LinkedIn + string.Concat(parts.Select(static part => $"&{part.Name}={Uri.EscapeDataString(part.Value)}"));

        static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
