using System.Text.Json;
using Issuance.Api.CredentialTypes;
using Issuance.Api.Credentials;
using KubeCredential.Storage;
using KubeCredential.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;

namespace Issuance.Api.Holders;

/// <summary>
/// Writes the messages to holders when they are to be sent, from what is in the database then: so that no waiting message keeps personal data, and an erasure or a revocation takes effect at once.
/// </summary>
internal sealed class MailWriter(
    SqlDialect dialect, MailQueue mails, InvitationStore invitations, MailTextStore texts, TypeStore types, HolderLinks links, IOptions<MailOptions> mail, IOptions<HolderOptions> options)
{
    /// <summary>A message, or why there is none.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="State">If there is none: what has become of it.</param>
    /// <param name="Problem">If there is none: why, for the registrar; or null.</param>
    internal readonly record struct Written(MimeMessage? Message, MailState State = MailState.Queued, string? Problem = null);

    /// <summary>What a message says.</summary>
    private sealed record Facts(string HolderName, string CredentialType, string IssuerName, string? Slug, string? Content, DateOnly? LastDay, DateTimeOffset LinkExpiresAt, byte[] Seed, string? Answer);

    /// <summary>Writes a claimed message. Its link is made the first time, and is the same if it is sent again.</summary>
    public async Task<Written> WriteAsync(MailQueue.Claimed claimed, CancellationToken cancellationToken)
    {
        var (facts, refused) = await ReadAsync(claimed, cancellationToken);
        if (facts is null) return refused;
        var text = await texts.FindAsync(facts.Slug, claimed.Kind, claimed.Language, cancellationToken);
        var title = await TitleAsync(facts, text.Language, cancellationToken);
        var expires = claimed.Kind == MailKind.Expiry && facts.LastDay is { } last ? last : DateOnly.FromDateTime(facts.LinkExpiresAt.UtcDateTime);
        var preview = MailTemplate.Render(text, new Dictionary<string, string>
        {
            [MailTemplate.Holder] = facts.HolderName,
            [MailTemplate.Credential] = title,
            [MailTemplate.Issuer] = facts.IssuerName,
            [MailTemplate.Link] = links.PersonalLink(links.TokenOf(facts.Seed)),
            [MailTemplate.Expires] = MailLanguages.DayOf(expires, text.Language),
            [MailTemplate.Answer] = facts.Answer ?? "",
        });
        return new(MessageOf(claimed, facts.IssuerName, text.Language, preview));
    }

    private MimeMessage MessageOf(MailQueue.Claimed claimed, string issuer, string language, MailPreview preview)
    {
        var from = mail.Value.From!;
        var message = new MimeMessage { Subject = preview.Subject, MessageId = $"{claimed.Id:N}@{from[(from.LastIndexOf('@') + 1)..]}" };
        message.From.Add(new MailboxAddress(mail.Value.FromName is { Length: > 0 } name ? name : issuer, from));
        message.To.Add(new MailboxAddress(null, claimed.Address));
        // Nobody's vacation notice answers it (RFC 3834).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Body = new MultipartAlternative
        {
            PartOf(TextFormat.Plain, preview.Text, language),
            PartOf(TextFormat.Html, preview.Html, language),
        };
        message.Body.Headers.Add(HeaderId.ContentLanguage, language);
        return message;
    }

    private static TextPart PartOf(TextFormat format, string text, string language)
    {
        var part = new TextPart(format) { Text = text };
        part.Headers.Add(HeaderId.ContentLanguage, language);
        // Every server takes it, also one without 8BITMIME, and no line is too long (RFC 5321, section 4.5.3.1.6).
        part.ContentTransferEncoding = format == TextFormat.Plain && text.All(char.IsAscii) ? ContentEncoding.QuotedPrintable : ContentEncoding.Base64;
        return part;
    }

    private async Task<(Facts? Facts, Written Refused)> ReadAsync(MailQueue.Claimed claimed, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        if (await invitations.HoldAsync(connection, transaction, claimed.InvitationId, null, cancellationToken) is not { } invitation || invitation.State == InvitationState.Revoked) return (null, new(null, MailState.Dropped));
        if (await mails.HasHadEnoughAsync(connection, transaction, claimed.AddressKey, cancellationToken))
            return (null, new(null, MailState.Failed, $"This address has received {options.Value.MailsPerAddress} messages within 24 hours, which is the limit. Send it again tomorrow, or copy a link."));
        if (claimed.LinkId is null)
        {
            var (id, _) = await invitations.AddLinkAsync(connection, transaction, claimed.InvitationId, claimed.CredentialId, cancellationToken);
            await using var keep = connection.Command("UPDATE mails SET link_id = @link WHERE id = @id", transaction).With("@link", id).With("@id", claimed.Id);
            await keep.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var read = connection.Command(
            """
            SELECT c.holder_name, c.credential_type, c.issuer_name, s.slug, c.content, c.expiry_date, l.expires_at, l.seed, r.answer
            FROM mails m
            JOIN credentials c ON c.id = m.credential_id
            JOIN holder_links l ON l.id = m.link_id
            LEFT JOIN issuers s ON s.name = c.issuer_name
            LEFT JOIN corrections r ON r.id = m.correction_id
            WHERE m.id = @id
            """,
            transaction).With("@id", claimed.Id);
        var facts = (await read.ListAsync(
            reader => new Facts(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.StringOrNull(3), reader.StringOrNull(4), reader.IsDBNull(5) ? null : dialect.ReadDay(reader, 5), dialect.ReadTime(reader, 6),
                reader.GetFieldValue<byte[]>(7), reader.StringOrNull(8)),
            cancellationToken)).SingleOrDefault();
        await transaction.CommitAsync(cancellationToken);
        return facts is null ? (null, new(null, MailState.Dropped)) : (facts, default);
    }

    /// <summary>What the credential is called in a language.</summary>
    private async Task<string> TitleAsync(Facts facts, string language, CancellationToken cancellationToken)
    {
        if (facts.Content is null || JsonSerializer.Deserialize(facts.Content, CredentialJson.Relaxed.IssuedContent)?.Type is not { } type) return facts.CredentialType;
        if (await types.FindAsync(type.Id, type.Version, cancellationToken) is not var (_, definition, _)) return facts.CredentialType;
        return (LanguageTag.Best(definition.Display, static one => one.Language, language) ?? (definition.Display.Count > 0 ? definition.Display[0] : null))?.Title ?? facts.CredentialType;
    }
}
