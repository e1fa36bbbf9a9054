using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Issuance.Api.Credentials;
using Issuance.Api.CredentialTypes;
using KubeCredential.Text;

namespace Issuance.Api.Holders;

/// <summary>The body of a request to invite the holder of a credential.</summary>
/// <param name="Delivery">How the link reaches the holder.</param>
/// <param name="Email">Where to send it; the credential's own address if left out.</param>
/// <param name="Language">The holder's language.</param>
internal sealed record InviteRequest(
    [property: Required, AllowedValues(InvitationDelivery.Email, InvitationDelivery.Link), Description("email: the service sends it; link: the response has it, and this time only")] string Delivery,
    [property: Description("For email: where to send it; the holder's address in the credential if left out or null")] string? Email = null,
    [property: Description("The holder's language, a tag such as en, de or ar; en if left out")] string? Language = null);

/// <summary>The body of a request to invite the holders of a batch.</summary>
/// <param name="Language">Their language.</param>
internal sealed record InviteBatchRequest([property: Description("The holders' language, a tag such as en, de or ar; en if left out")] string? Language = null);

/// <summary>An invitation.</summary>
/// <param name="Id">Its ID.</param>
/// <param name="CredentialId">The credential.</param>
/// <param name="HolderName">The holder.</param>
/// <param name="Delivery">How its link reaches the holder.</param>
/// <param name="Email">Where it is sent; null if its link was copied.</param>
/// <param name="Language">The holder's language.</param>
/// <param name="State">What has become of it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="SentAt">When the mail server took it, or when its link was handed out; or null.</param>
/// <param name="OpenedAt">When the holder first opened the page, or null.</param>
/// <param name="ExpiresAt">When its latest link expires.</param>
/// <param name="Problem">Why it did not arrive and what can be done, or null.</param>
/// <param name="BatchId">The batch with which it was made, or null.</param>
/// <param name="Link">The personal link: only in the response to the request that made it.</param>
internal sealed record InvitationDocument(
    Guid Id, Guid CredentialId, string HolderName,
    [property: AllowedValues(InvitationDelivery.Email, InvitationDelivery.Link)] string Delivery,
    string? Email, string Language,
    [property: AllowedValues(InvitationState.Queued, InvitationState.Sent, InvitationState.Opened, InvitationState.Bounced, InvitationState.Failed, InvitationState.Expired, InvitationState.Revoked)] string State,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter)), Description("When the mail server took it, or when its link was handed out; or null")] DateTimeOffset? SentAt,
    [property: JsonConverter(typeof(Rfc3339Converter)), Description("When the holder first opened the page, or null")] DateTimeOffset? OpenedAt,
    [property: JsonConverter(typeof(Rfc3339Converter)), Description("When its latest link expires")] DateTimeOffset ExpiresAt,
    [property: Description("Why it did not arrive and what can be done, or null")] string? Problem,
    [property: Description("The batch with which it was made, or null")] Guid? BatchId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("The personal link, valid once: only in the response to the request that made it")] string Link = null!);

/// <summary>The invitations of a credential, newest first.</summary>
/// <param name="Invitations">The invitations.</param>
internal sealed record InvitationList(IReadOnlyList<InvitationDocument> Invitations);

/// <summary>A page of invitations, newest first.</summary>
/// <param name="Invitations">The invitations.</param>
/// <param name="NextCursor">The cursor of the next page; null if this is the last.</param>
/// <param name="Counts">How many there are by state, whatever the page shows.</param>
internal sealed record InvitationPage(IReadOnlyList<InvitationDocument> Invitations, string? NextCursor, InvitationCounts Counts);

/// <summary>Invitations by state.</summary>
/// <param name="Queued">Not sent yet.</param>
/// <param name="Sent">Sent, and not opened yet.</param>
/// <param name="Opened">Opened by the holder.</param>
/// <param name="Bounced">Refused by the holder's mail server.</param>
/// <param name="Failed">Given up.</param>
/// <param name="Expired">Not opened in time.</param>
/// <param name="Revoked">Revoked.</param>
internal sealed record InvitationCounts(int Queued, int Sent, int Opened, int Bounced, int Failed, int Expired, int Revoked);

/// <summary>What inviting the holders of a batch leads to.</summary>
/// <param name="Queued">How many are being invited.</param>
/// <param name="WithoutAddress">How many have no e-mail address.</param>
/// <param name="AlreadyInvited">How many have an invitation already.</param>
internal sealed record BatchInvitedDocument(
    [property: Description("How many are being invited, in the background")] int Queued,
    [property: Description("How many have no e-mail address")] int WithoutAddress,
    [property: Description("How many have an invitation already that was neither revoked nor refused")] int AlreadyInvited);

/// <summary>The token of a personal link.</summary>
/// <param name="Token">What follows the # in it.</param>
internal sealed record HolderTokenRequest([property: Required, Description("What follows the # in the personal link")] string Token);

/// <summary>The answer to a request for a new link: the same for every token.</summary>
/// <param name="Message">What happens now.</param>
internal sealed record NewLinkDocument(string Message);

/// <summary>What the holder sees on their own page.</summary>
/// <param name="Credential">The credential with everything in it.</param>
/// <param name="Status">Its status.</param>
/// <param name="VerifyAddress">Its public page.</param>
/// <param name="Certificate">How its type shows it; null if its type is not registered.</param>
/// <param name="Formats">The portable forms that it is offered in.</param>
/// <param name="Papers">The forms on paper that it is offered in.</param>
/// <param name="LinkedIn">The address that adds it to a LinkedIn profile.</param>
/// <param name="Email">Where messages to the holder go, in part hidden; null if the link was copied.</param>
/// <param name="Shares">The links by which the holder shows it to others, newest first.</param>
/// <param name="Corrections">The mistakes that the holder has reported, newest first.</param>
/// <param name="SessionExpiresAt">When the session ends.</param>
/// <param name="AntiForgeryToken">What requests that change something must send as <c>X-CSRF-TOKEN</c>.</param>
internal sealed record HolderDocument(
    CredentialDocument Credential, StatusDocument Status,
    [property: Description("Its public page")] string VerifyAddress,
    [property: Description("How its type shows it; null if its type is not registered")] HolderCertificate? Certificate,
    [property: Description("The portable forms that it is offered in, for GET /api/v1/holder/documents/{format}")] IReadOnlyList<string> Formats,
    [property: Description("The forms on paper that it is offered in, for the same endpoint")] IReadOnlyList<string> Papers,
    [property: Description("The address that adds it to a LinkedIn profile")] string LinkedIn,
    [property: Description("Where messages to the holder go, in part hidden; null if the link was copied")] string? Email,
    IReadOnlyList<ShareDocument> Shares, IReadOnlyList<CorrectionDocument> Corrections,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset SessionExpiresAt,
    [property: Description("What requests that change something must send as X-CSRF-TOKEN")] string AntiForgeryToken);

/// <summary>How a type shows its credentials.</summary>
/// <param name="Display">The texts, per language; the first one is shown where none fits.</param>
/// <param name="Design">How the certificate looks; pictures by their addresses.</param>
/// <param name="PublicFields">The members of the metadata that everybody sees who has the credential's ID.</param>
internal sealed record HolderCertificate(IReadOnlyList<TypeDisplay> Display, TypeDesign Design, IReadOnlyList<string> PublicFields);

/// <summary>The body of a request to share a credential.</summary>
/// <param name="Label">The holder's own note for whom it is, or null.</param>
/// <param name="ExpiresAt">When it ends; null: not by itself.</param>
internal sealed record ShareRequest(
    [property: Description("The holder's own note for whom it is, at most 100 characters; or null")] string? Label = null,
    [property: Description("When it ends, in the future; null: not by itself")] DateTimeOffset? ExpiresAt = null);

/// <summary>A link by which a holder shows the whole credential to others.</summary>
/// <param name="Id">Its ID.</param>
/// <param name="Label">For whom it is, or null.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends, or null.</param>
/// <param name="SwitchedOffAt">When the holder switched it off, or null.</param>
/// <param name="Opened">How often it was opened.</param>
/// <param name="LastOpenedAt">When it was last opened, or null.</param>
/// <param name="Link">The link: only in the response to the request that made it.</param>
internal sealed record ShareDocument(
    Guid Id, string? Label,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? ExpiresAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? SwitchedOffAt,
    int Opened,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? LastOpenedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("The link: only in the response to the request that made it")] string Link = null!);

/// <summary>What a share leads to.</summary>
/// <param name="CredentialId">The credential.</param>
internal sealed record SharedDocument(Guid CredentialId);

/// <summary>The body of a request to correct a credential.</summary>
/// <param name="Field">What is wrong.</param>
/// <param name="Proposed">What it should be.</param>
/// <param name="Note">Further words to the registrar, or null.</param>
internal sealed record CorrectionRequest(
    [property: Required, AllowedValues(CorrectionStore.HolderName)] string Field,
    [property: Required, Description("What it should be, at most 200 characters")] string Proposed,
    [property: Description("Further words to the registrar, at most 1000 characters; or null")] string? Note = null);

/// <summary>A mistake that a holder has reported.</summary>
/// <param name="Id">Its ID.</param>
/// <param name="CredentialId">The credential.</param>
/// <param name="HolderName">The holder as the credential names them.</param>
/// <param name="CredentialType">What the credential attests.</param>
/// <param name="Field">What is wrong.</param>
/// <param name="Current">What it was when the mistake was reported.</param>
/// <param name="Proposed">What it should be.</param>
/// <param name="Note">What the holder wrote, or null.</param>
/// <param name="State">What has become of it.</param>
/// <param name="CreatedAt">When it was reported.</param>
/// <param name="AnsweredAt">When it was answered, or null.</param>
/// <param name="Answer">What the registrar wrote, or null.</param>
/// <param name="ReplacedBy">The corrected credential, or null.</param>
internal sealed record CorrectionDocument(
    Guid Id, Guid CredentialId, string HolderName, string CredentialType,
    [property: AllowedValues(CorrectionStore.HolderName)] string Field, string Current, string Proposed, string? Note,
    [property: AllowedValues(CorrectionState.Open, CorrectionState.Corrected, CorrectionState.Declined)] string State,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? AnsweredAt,
    string? Answer, Guid? ReplacedBy);

/// <summary>A page of requests for corrections, newest first.</summary>
/// <param name="Corrections">The requests.</param>
/// <param name="NextCursor">The cursor of the next page; null if this is the last.</param>
/// <param name="Open">How many are open, whatever the page shows.</param>
internal sealed record CorrectionPage(IReadOnlyList<CorrectionDocument> Corrections, string? NextCursor, int Open);

/// <summary>The body of an answer to a request for a correction.</summary>
/// <param name="Decision">Whether the mistake was corrected.</param>
/// <param name="Note">Words to the holder; required if it is declined.</param>
/// <param name="ReplacedBy">The corrected credential, or null.</param>
internal sealed record CorrectionAnswerRequest(
    [property: Required, AllowedValues(CorrectionState.Corrected, CorrectionState.Declined)] string Decision,
    [property: Description("Words to the holder, at most 1000 characters; required if it is declined")] string? Note = null,
    [property: Description("For corrected: the credential that took the place of this one (POST /api/v1/credentials/{id}/replace); the holder is invited to it")] Guid? ReplacedBy = null);

/// <summary>The texts of the messages to an issuer's holders.</summary>
/// <param name="Texts">The issuer's own texts.</param>
/// <param name="Defaults">The texts that are used where the issuer has none.</param>
/// <param name="Placeholders">The names that stand in braces for what is put in.</param>
internal sealed record MailTextList(IReadOnlyList<MailText> Texts, IReadOnlyList<MailText> Defaults, IReadOnlyList<string> Placeholders);

/// <summary>The body of a request to write an issuer's own texts: all of them.</summary>
/// <param name="Texts">The texts; where there is none, the default is used.</param>
internal sealed record MailTextsRequest([property: Required, Description("The issuer's own texts, all of them; where there is none, the default is used")] IReadOnlyList<MailText> Texts);

/// <summary>The text of a message.</summary>
/// <param name="Kind">What the message is for.</param>
/// <param name="Language">Its language.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Body">Its text, with placeholders in braces; an empty line separates paragraphs.</param>
internal sealed record MailText(
    [property: Required, AllowedValues(MailKind.Invitation, MailKind.NewLink, MailKind.Expiry, MailKind.Answer)] string Kind,
    [property: Required, Description("A tag of BCP 47, such as en")] string Language,
    [property: Required, Description("At most 200 characters, with placeholders such as {credential}")] string Subject,
    [property: Required, Description("At most 5000 characters of plain text with placeholders such as {holder}; an empty line separates paragraphs. It must contain {link}")] string Body);

/// <summary>A message as it would be sent.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The same as HTML.</param>
internal sealed record MailPreview(string Subject, string Text, string Html);
