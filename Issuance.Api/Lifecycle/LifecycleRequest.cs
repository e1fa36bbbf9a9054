using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.Events;

namespace Issuance.Api.Lifecycle;

// The bodies of requests, for the OpenAPI document. The bodies themselves are read by LifecycleRequestReader, which reports every error with its field.

/// <summary>The body of a request to suspend or revoke a credential.</summary>
internal sealed record ReasonRequest(
    [property: Required, AllowedValues(
        StatusReason.Error, StatusReason.Withdrawn, StatusReason.Fraud, StatusReason.NonCompliance, StatusReason.NonPayment, StatusReason.KeyCompromise, StatusReason.Administrative, StatusReason.Other),
        Description("The reason. Public: everybody who verifies the credential sees it.")]
    string Reason,
    [property: StringLength(LifecycleRequestReader.MaxNoteCharacters), Description("A note. Private: it never leaves this service.")]
    string? Note = null);

/// <summary>The body of a request to reinstate a credential.</summary>
internal sealed record NoteRequest(
    [property: StringLength(LifecycleRequestReader.MaxNoteCharacters), Description("A note. Private: it never leaves this service.")]
    string? Note = null);

/// <summary>The body of a request to replace a credential: the reason, and the members that change. What is left out stays as it is; null clears an optional one.</summary>
internal sealed record ReplaceRequest(
    [property: Required, AllowedValues(
        StatusReason.Error, StatusReason.Withdrawn, StatusReason.Fraud, StatusReason.NonCompliance, StatusReason.NonPayment, StatusReason.KeyCompromise, StatusReason.Administrative, StatusReason.Other),
        Description("The reason. Public: everybody who verifies the old credential sees it.")]
    string Reason,
    [property: StringLength(LifecycleRequestReader.MaxNoteCharacters), Description("A note. Private: it never leaves this service.")]
    string? Note = null,
    [property: StringLength(CredentialFields.MaxNameCharacters, MinimumLength = 1), Description("The holder's name, if it changes.")]
    string? HolderName = null,
    [property: StringLength(CredentialFields.MaxTypeCharacters, MinimumLength = 1), Description("The type, if it changes.")]
    string? CredentialType = null,
    [property: StringLength(CredentialFields.MaxHolderIdCharacters, MinimumLength = 1), Description("Your own number for the holder, if it changes.")]
    string? HolderId = null,
    [property: StringLength(CredentialFields.MaxEmailCharacters), DataType(DataType.EmailAddress), Description("The holder's e-mail address, if it changes.")]
    string? HolderEmail = null,
    [property: Description("The first day on which the new credential is valid. If it lies ahead, the old one stays valid until then. If left out, today, or the old one's if that lies ahead.")]
    DateOnly? ValidFrom = null,
    [property: Description("The last day on which the new credential is valid, if it changes.")]
    DateOnly? ExpiryDate = null,
    [property: Description("Additional data, if it changes.")]
    JsonElement? Metadata = null);

/// <summary>The body of a request to renew a credential.</summary>
internal sealed record RenewRequest(
    [property: Required, Description("The last day on which the new credential is valid (UTC).")]
    DateOnly ExpiryDate,
    [property: Description("The first day on which the new credential is valid. If it lies ahead, the old one stays valid until then or until its own end. If left out, today.")]
    DateOnly? ValidFrom = null,
    [property: StringLength(LifecycleRequestReader.MaxNoteCharacters), Description("A note. Private: it never leaves this service.")]
    string? Note = null);

/// <summary>The body of a request to erase a credential.</summary>
internal sealed record EraseRequest(
    [property: Required, AllowedValues(
        StatusReason.Error, StatusReason.Withdrawn, StatusReason.Fraud, StatusReason.NonCompliance, StatusReason.NonPayment, StatusReason.KeyCompromise, StatusReason.Administrative, StatusReason.Other),
        Description("The reason. Public: everybody who verifies the credential sees it.")]
    string Reason,
    [property: Required, Description("The credential's ID once more: erasing is for good.")]
    string Confirm,
    [property: StringLength(LifecycleRequestReader.MaxNoteCharacters), Description("A note, which stays. Write nothing into it that is to be erased.")]
    string? Note = null);

/// <summary>The body of a request to change the status of many credentials.</summary>
internal sealed record ManyRequest(
    [property: Required, AllowedValues(LifecycleAction.Suspend, LifecycleAction.Reinstate, LifecycleAction.Revoke, LifecycleAction.Renew), Description("What to do.")]
    string Action,
    [property: Required, MinLength(1), MaxLength(LifecycleRequestReader.MostIds), Description("The credentials, each once.")]
    IReadOnlyList<Guid> Ids,
    [property: AllowedValues(
        StatusReason.Error, StatusReason.Withdrawn, StatusReason.Fraud, StatusReason.NonCompliance, StatusReason.NonPayment, StatusReason.KeyCompromise, StatusReason.Administrative, StatusReason.Other),
        Description("The public reason; required to suspend or revoke, and for nothing else.")]
    string? Reason = null,
    [property: StringLength(LifecycleRequestReader.MaxNoteCharacters), Description("A note, kept with each credential. Private: it never leaves this service.")]
    string? Note = null,
    [property: Description("To renew: the last day on which the new credentials are valid (UTC).")]
    DateOnly? ExpiryDate = null,
    [property: Description("To renew: the first day on which the new credentials are valid. If left out, today.")]
    DateOnly? ValidFrom = null);
