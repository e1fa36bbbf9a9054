using System.Text.Json;
using System.Text.Json.Serialization;

namespace Issuance.Api.Holders;

/// <summary>JSON of holders' documents, generated at build time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(InviteRequest))]
[JsonSerializable(typeof(InviteBatchRequest))]
[JsonSerializable(typeof(InvitationDocument))]
[JsonSerializable(typeof(InvitationList))]
[JsonSerializable(typeof(InvitationPage))]
[JsonSerializable(typeof(BatchInvitedDocument))]
[JsonSerializable(typeof(HolderTokenRequest))]
[JsonSerializable(typeof(NewLinkDocument))]
[JsonSerializable(typeof(HolderDocument))]
[JsonSerializable(typeof(ShareRequest))]
[JsonSerializable(typeof(ShareDocument))]
[JsonSerializable(typeof(SharedDocument))]
[JsonSerializable(typeof(CorrectionRequest))]
[JsonSerializable(typeof(CorrectionDocument))]
[JsonSerializable(typeof(CorrectionPage))]
[JsonSerializable(typeof(CorrectionAnswerRequest))]
[JsonSerializable(typeof(MailTextList))]
[JsonSerializable(typeof(MailTextsRequest))]
[JsonSerializable(typeof(MailText))]
[JsonSerializable(typeof(MailPreview))]
internal sealed partial class HolderJson : JsonSerializerContext;
