namespace Issuance.Api.Credentials;

/// <summary>A credential with what its issuer alone sees: it is in no event, no verdict and no log.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Delivery">The status of its delivery to the verifier.</param>
/// <param name="TraceId">The trace ID of the request that led to its version, or null if it was not traced.</param>
/// <param name="HolderId">The issuer's own number for the holder, or null.</param>
/// <param name="HolderEmail">The holder's e-mail address, or null.</param>
/// <param name="Notes">What the issuer noted about its changes, oldest first; at most 200.</param>
/// <param name="WorkerId">The replica that answered.</param>
internal sealed record RecordDocument(
    CredentialDocument Credential, DeliveryDocument Delivery, string? TraceId, string? HolderId, string? HolderEmail, IReadOnlyList<NoteDocument> Notes, string WorkerId)
{
    /// <summary>The most notes that are shown.</summary>
    public const int MostNotes = 200;
}

/// <summary>A note about a change.</summary>
/// <param name="Version">The version that the change led to.</param>
/// <param name="Note">The note.</param>
internal sealed record NoteDocument(int Version, string Note);
