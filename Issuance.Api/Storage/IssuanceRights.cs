using KubeCredential.Storage;

namespace Issuance.Api.Storage;

/// <summary>The issuance service's privileges on its tables on PostgreSQL. A new table needs a line here.</summary>
internal static class IssuanceRights
{
    /// <summary>The tables of issuing and delivery.</summary>
    public static IReadOnlyList<TableRight> All { get; } =
    [
        // The content is immutable. Only the status, with the event that changed it, and the delivery progress may be updated.
        new("credentials", "SELECT, INSERT, UPDATE (version, event_id, state, standing, published_at, confirmed_at)"),
        new("credential_words", "SELECT, INSERT"),
        // Types and issuers are nobody's personal data; they stay.
        new("credential_texts", "SELECT, INSERT"),
        new("saved_views", "SELECT, INSERT, UPDATE, DELETE"),
        new("credential_notes", "SELECT, INSERT"),
        // The only way to remove content: of credentials whose state is erased.
        new(SchemaRules.EraseFunction, TableRight.Execute),
        new("credential_events", "SELECT, INSERT, UPDATE (key_id, signature)"),
        // A key is never deleted: what it signed is checked for ever.
        new("signing_keys", "SELECT, INSERT, UPDATE"),
        // Nor is an issuer: its credentials name it.
        new("issuers", "SELECT, INSERT, UPDATE (website, contact, logo, logo_type, revision, updated_at)"),
        // Nor is a credential type, and its versions and pictures never change: credentials name them.
        new("credential_types", "SELECT, INSERT, UPDATE (version, archived, revision, updated_at)"),
        new("credential_type_versions", "SELECT, INSERT"),
        new("type_pictures", "SELECT, INSERT"),
        // Nor is a status list, or a place in one: no place is given out twice.
        new("status_lists", "SELECT, INSERT, UPDATE (used)"),
        new("status_list_documents", "SELECT, INSERT, UPDATE"),
        new("status_entries", "SELECT, INSERT, UPDATE (bit)"),
        new("status_changes", "SELECT, INSERT, DELETE"),
        // Replaced if its key is compromised; removed with the content when the credential is erased.
        new("credential_documents", "SELECT, INSERT, UPDATE (document, key_id, made_at)"),
        new("idempotency_keys", "SELECT, INSERT, UPDATE (status, other, other_state, leased_until), DELETE"),
        // Removed with everything that files said about holders once they have been kept long enough.
        new("batches", "SELECT, INSERT, UPDATE, DELETE"),
        new("batch_parts", "SELECT, INSERT, DELETE"),
        new("batch_rows", "SELECT, INSERT, UPDATE (outcome, input, request, faults, credential_id, successor_id, event_id, detail), DELETE"),
        new("batch_faults", "SELECT, INSERT, DELETE"),
        new("batch_mappings", "SELECT, INSERT, UPDATE, DELETE"),
        // Removed by erasing (see above), or once nobody needs them any more. Invitations and reports of mistakes stay as long as their credential.
        new("invitations", "SELECT, INSERT, UPDATE (state, problem, sent_at, opened_at, expires_at, noticed_at)"),
        new("holder_links", "SELECT, INSERT, UPDATE (used_at), DELETE"),
        new("mails", "SELECT, INSERT, UPDATE (link_id, state, attempts, due_at, finished_at), DELETE"),
        new("holder_sessions", "SELECT, INSERT, DELETE"),
        new("shares", "SELECT, INSERT, UPDATE (switched_off_at, opened, last_opened_at), DELETE"),
        new("corrections", "SELECT, INSERT, UPDATE (state, answered_at, answered_by, answer, replaced_by)"),
        new("mail_texts", "SELECT, INSERT, DELETE"),
        new("batch_invitations", "SELECT, INSERT, UPDATE (language, actor, last_row, created_at, finished_at), DELETE"),
        new("outbox", "SELECT, INSERT, UPDATE, DELETE"),
        new("outbox_groups", "SELECT, INSERT, UPDATE, DELETE"),
        new("delivery_epoch", "SELECT, INSERT, UPDATE"),
        new("erasures", "SELECT, INSERT, UPDATE"),
        new("delivery_counters", "SELECT, INSERT, UPDATE"),
        new("delivery_counts", "SELECT, INSERT, UPDATE, DELETE"),
        new("delivery_control", "SELECT, INSERT, UPDATE"),
    ];
}
