using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Issuance.Api.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    roles = table.Column<string>(type: "TEXT", nullable: false),
                    organisation = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revoked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    replaced_by = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    occurred_at = table.Column<long>(type: "INTEGER", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    outcome = table.Column<string>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    worker_id = table.Column<string>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    event_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    attempt = table.Column<int>(type: "INTEGER", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    correlation_id = table.Column<string>(type: "TEXT", nullable: true),
                    trace_id = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "audit_seals",
                columns: table => new
                {
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    entry_position = table.Column<long>(type: "INTEGER", nullable: false),
                    entry_transaction = table.Column<long>(type: "INTEGER", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    earlier_links = table.Column<byte[]>(type: "BLOB", nullable: true),
                    sealed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_seals", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "batch_faults",
                columns: table => new
                {
                    batch_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<short>(type: "INTEGER", nullable: false),
                    row = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_faults", x => new { x.batch_id, x.kind, x.row });
                });

            migrationBuilder.CreateTable(
                name: "batch_invitations",
                columns: table => new
                {
                    batch_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    last_row = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_invitations", x => x.batch_id);
                });

            migrationBuilder.CreateTable(
                name: "batch_mappings",
                columns: table => new
                {
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    heading = table.Column<string>(type: "TEXT", nullable: false),
                    field = table.Column<string>(type: "TEXT", nullable: false),
                    said_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_mappings", x => new { x.owner, x.kind, x.heading });
                });

            migrationBuilder.CreateTable(
                name: "batch_parts",
                columns: table => new
                {
                    batch_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    part = table.Column<int>(type: "INTEGER", nullable: false),
                    bytes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_parts", x => new { x.batch_id, x.part });
                });

            migrationBuilder.CreateTable(
                name: "batch_rows",
                columns: table => new
                {
                    batch_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    row = table.Column<int>(type: "INTEGER", nullable: false),
                    outcome = table.Column<short>(type: "INTEGER", nullable: false),
                    input = table.Column<string>(type: "TEXT", nullable: true),
                    request = table.Column<string>(type: "TEXT", nullable: true),
                    faults = table.Column<string>(type: "TEXT", nullable: true),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    successor_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    event_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_rows", x => new { x.batch_id, x.row });
                });

            migrationBuilder.CreateTable(
                name: "batches",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    organisation = table.Column<string>(type: "TEXT", nullable: true),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    correlation_id = table.Column<string>(type: "TEXT", nullable: false),
                    type_name = table.Column<string>(type: "TEXT", nullable: true),
                    issuer = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    all_or_nothing = table.Column<short>(type: "INTEGER", nullable: false),
                    file_name = table.Column<string>(type: "TEXT", nullable: true),
                    format = table.Column<string>(type: "TEXT", nullable: true),
                    encoding = table.Column<string>(type: "TEXT", nullable: true),
                    delimiter = table.Column<string>(type: "TEXT", nullable: true),
                    bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    has_file = table.Column<short>(type: "INTEGER", nullable: false),
                    columns = table.Column<string>(type: "TEXT", nullable: true),
                    defaults = table.Column<string>(type: "TEXT", nullable: true),
                    types = table.Column<string>(type: "TEXT", nullable: true),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    row_count = table.Column<int>(type: "INTEGER", nullable: false),
                    valid_count = table.Column<int>(type: "INTEGER", nullable: false),
                    invalid_count = table.Column<int>(type: "INTEGER", nullable: false),
                    done_count = table.Column<int>(type: "INTEGER", nullable: false),
                    failed_count = table.Column<int>(type: "INTEGER", nullable: false),
                    verifiable_count = table.Column<int>(type: "INTEGER", nullable: false),
                    verified_row = table.Column<int>(type: "INTEGER", nullable: false),
                    verified_count = table.Column<int>(type: "INTEGER", nullable: false),
                    last_row = table.Column<int>(type: "INTEGER", nullable: false),
                    seed = table.Column<byte[]>(type: "BLOB", nullable: false),
                    chunk_at = table.Column<long>(type: "INTEGER", nullable: true),
                    chunk_from = table.Column<int>(type: "INTEGER", nullable: false),
                    chunk_to = table.Column<int>(type: "INTEGER", nullable: false),
                    lease_owner = table.Column<string>(type: "TEXT", nullable: true),
                    leased_until = table.Column<long>(type: "INTEGER", nullable: true),
                    singles_at = table.Column<long>(type: "INTEGER", nullable: true),
                    bytes_read = table.Column<long>(type: "INTEGER", nullable: false),
                    fault_kinds = table.Column<string>(type: "TEXT", nullable: true),
                    problem = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    validated_at = table.Column<long>(type: "INTEGER", nullable: true),
                    confirmed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batches", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "corrections",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    invitation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    issuer_name = table.Column<string>(type: "TEXT", nullable: false),
                    field = table.Column<string>(type: "TEXT", nullable: false),
                    current = table.Column<string>(type: "TEXT", nullable: false),
                    proposed = table.Column<string>(type: "TEXT", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    answered_at = table.Column<long>(type: "INTEGER", nullable: true),
                    answered_by = table.Column<string>(type: "TEXT", nullable: true),
                    answer = table.Column<string>(type: "TEXT", nullable: true),
                    replaced_by = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_corrections", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "credential_documents",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    format = table.Column<string>(type: "TEXT", nullable: false),
                    document = table.Column<string>(type: "TEXT", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", nullable: false),
                    made_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_documents", x => new { x.credential_id, x.format });
                });

            migrationBuilder.CreateTable(
                name: "credential_events",
                columns: table => new
                {
                    position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    event_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    event_type = table.Column<string>(type: "TEXT", nullable: false),
                    occurred_at = table.Column<long>(type: "INTEGER", nullable: false),
                    correlation_id = table.Column<string>(type: "TEXT", nullable: false),
                    trace_parent = table.Column<string>(type: "TEXT", nullable: true),
                    trace_state = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", nullable: false),
                    signature = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_events", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "credential_notes",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_notes", x => new { x.credential_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "credential_texts",
                columns: table => new
                {
                    kind = table.Column<short>(type: "INTEGER", nullable: false),
                    word = table.Column<string>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    search = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_texts", x => new { x.kind, x.word, x.text });
                });

            migrationBuilder.CreateTable(
                name: "credential_type_versions",
                columns: table => new
                {
                    type_id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    definition = table.Column<string>(type: "TEXT", nullable: false),
                    published_by = table.Column<string>(type: "TEXT", nullable: false),
                    published_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_type_versions", x => new { x.type_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "credential_types",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    name_search = table.Column<string>(type: "TEXT", nullable: false),
                    issuer = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    archived = table.Column<short>(type: "INTEGER", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_types", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "credential_words",
                columns: table => new
                {
                    word = table.Column<string>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_words", x => new { x.word, x.credential_id });
                });

            migrationBuilder.CreateTable(
                name: "credentials",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: true),
                    content_hash = table.Column<string>(type: "TEXT", nullable: false),
                    content_salt = table.Column<string>(type: "TEXT", nullable: true),
                    holder_name = table.Column<string>(type: "TEXT", nullable: false),
                    credential_type = table.Column<string>(type: "TEXT", nullable: false),
                    issuer_name = table.Column<string>(type: "TEXT", nullable: false),
                    issued_at = table.Column<long>(type: "INTEGER", nullable: false),
                    holder_key = table.Column<string>(type: "TEXT", nullable: false),
                    holder_id = table.Column<string>(type: "TEXT", nullable: true),
                    holder_email = table.Column<string>(type: "TEXT", nullable: true),
                    valid_from = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    expiry_date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    standing = table.Column<short>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    event_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    published_at = table.Column<long>(type: "INTEGER", nullable: true),
                    confirmed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    holder_search = table.Column<string>(type: "TEXT", nullable: false),
                    type_search = table.Column<string>(type: "TEXT", nullable: false),
                    issuer_search = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credentials", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    friendly_name = table.Column<string>(type: "TEXT", nullable: true),
                    xml = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "delivery_control",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    isolated = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    changed_by = table.Column<string>(type: "TEXT", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_control", x => x.id);
                    table.CheckConstraint("ck_delivery_control_single", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "delivery_counters",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    shard = table.Column<int>(type: "INTEGER", nullable: false),
                    value = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_counters", x => new { x.name, x.shard });
                });

            migrationBuilder.CreateTable(
                name: "delivery_counts",
                columns: table => new
                {
                    step = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    bucket = table.Column<int>(type: "INTEGER", nullable: false),
                    count = table.Column<long>(type: "INTEGER", nullable: false),
                    longest = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_counts", x => new { x.step, x.at, x.bucket });
                });

            migrationBuilder.CreateTable(
                name: "delivery_epoch",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    epoch = table.Column<Guid>(type: "TEXT", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    heartbeat_at = table.Column<long>(type: "INTEGER", nullable: true),
                    heartbeat = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_epoch", x => x.id);
                    table.CheckConstraint("ck_delivery_epoch_single", "id = 1");
                });

            migrationBuilder.CreateTable(
                name: "erasures",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    erased_at = table.Column<long>(type: "INTEGER", nullable: false),
                    sweeps = table.Column<short>(type: "INTEGER", nullable: false),
                    swept_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erasures", x => x.credential_id);
                });

            migrationBuilder.CreateTable(
                name: "holder_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    token_hash = table.Column<string>(type: "TEXT", nullable: false),
                    seed = table.Column<byte[]>(type: "BLOB", nullable: true),
                    invitation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_holder_links", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "holder_sessions",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    invitation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_holder_sessions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    resource_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    event_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    status = table.Column<int>(type: "INTEGER", nullable: true),
                    other = table.Column<Guid>(type: "TEXT", nullable: true),
                    other_state = table.Column<string>(type: "TEXT", nullable: true),
                    leased_until = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => new { x.owner, x.key });
                });

            migrationBuilder.CreateTable(
                name: "invitations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    issuer_name = table.Column<string>(type: "TEXT", nullable: false),
                    delivery = table.Column<string>(type: "TEXT", nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: true),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    problem = table.Column<string>(type: "TEXT", nullable: true),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    batch_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    sent_at = table.Column<long>(type: "INTEGER", nullable: true),
                    opened_at = table.Column<long>(type: "INTEGER", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_day = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    noticed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invitations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "issuers",
                columns: table => new
                {
                    slug = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    name_search = table.Column<string>(type: "TEXT", nullable: false),
                    website = table.Column<string>(type: "TEXT", nullable: true),
                    contact = table.Column<string>(type: "TEXT", nullable: true),
                    logo = table.Column<byte[]>(type: "BLOB", nullable: true),
                    logo_type = table.Column<string>(type: "TEXT", nullable: true),
                    revision = table.Column<int>(type: "INTEGER", nullable: false),
                    registered_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_issuers", x => x.slug);
                });

            migrationBuilder.CreateTable(
                name: "mail_texts",
                columns: table => new
                {
                    issuer = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_texts", x => new { x.issuer, x.kind, x.language });
                });

            migrationBuilder.CreateTable(
                name: "mails",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    invitation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    correction_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    link_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    address = table.Column<string>(type: "TEXT", nullable: false),
                    address_key = table.Column<string>(type: "TEXT", nullable: false),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<short>(type: "INTEGER", nullable: false),
                    priority = table.Column<short>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mails", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    state = table.Column<short>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
                    publications = table.Column<int>(type: "INTEGER", nullable: false, defaultValue: 0),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    leased_until = table.Column<long>(type: "INTEGER", nullable: true),
                    published_at = table.Column<long>(type: "INTEGER", nullable: true),
                    confirmed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    retry_delay_ms = table.Column<long>(type: "INTEGER", nullable: true),
                    failed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    dead_at = table.Column<long>(type: "INTEGER", nullable: true),
                    dead_by = table.Column<string>(type: "TEXT", nullable: true),
                    entry_id = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    signed_anew_with = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.event_id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_groups",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    group_name = table.Column<string>(type: "TEXT", nullable: false),
                    outcome = table.Column<short>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_groups", x => new { x.event_id, x.group_name });
                });

            migrationBuilder.CreateTable(
                name: "replicas",
                columns: table => new
                {
                    worker_id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<string>(type: "TEXT", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_replicas", x => x.worker_id);
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    query = table.Column<string>(type: "TEXT", nullable: false),
                    columns = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_views", x => new { x.owner, x.name });
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", nullable: true),
                    key_fingerprint = table.Column<string>(type: "TEXT", nullable: true),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    roles = table.Column<string>(type: "TEXT", nullable: false),
                    organisation = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_used_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "shares",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    token_hash = table.Column<string>(type: "TEXT", nullable: false),
                    label = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    switched_off_at = table.Column<long>(type: "INTEGER", nullable: true),
                    opened = table.Column<int>(type: "INTEGER", nullable: false),
                    last_opened_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shares", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_links",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    session_id = table.Column<string>(type: "TEXT", nullable: true),
                    key_id = table.Column<string>(type: "TEXT", nullable: true),
                    key_fingerprint = table.Column<string>(type: "TEXT", nullable: true),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    roles = table.Column<string>(type: "TEXT", nullable: false),
                    organisation = table.Column<string>(type: "TEXT", nullable: true),
                    signed_in_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_links", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "signing_keys",
                columns: table => new
                {
                    key_id = table.Column<string>(type: "TEXT", nullable: false),
                    owner = table.Column<string>(type: "TEXT", nullable: false),
                    algorithm = table.Column<string>(type: "TEXT", nullable: false),
                    public_key = table.Column<byte[]>(type: "BLOB", nullable: false),
                    private_key = table.Column<byte[]>(type: "BLOB", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    activated_at = table.Column<long>(type: "INTEGER", nullable: true),
                    retired_at = table.Column<long>(type: "INTEGER", nullable: true),
                    compromised_at = table.Column<long>(type: "INTEGER", nullable: true),
                    signed_anew = table.Column<long>(type: "INTEGER", nullable: false),
                    replaced_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signing_keys", x => x.key_id);
                });

            migrationBuilder.CreateTable(
                name: "status_changes",
                columns: table => new
                {
                    position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    list = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_status_changes", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "status_entries",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    list = table.Column<int>(type: "INTEGER", nullable: false),
                    entry_index = table.Column<int>(type: "INTEGER", nullable: false),
                    bit = table.Column<short>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_status_entries", x => x.credential_id);
                });

            migrationBuilder.CreateTable(
                name: "status_list_documents",
                columns: table => new
                {
                    list = table.Column<int>(type: "INTEGER", nullable: false),
                    purpose = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    document = table.Column<string>(type: "TEXT", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", nullable: false),
                    published_at = table.Column<long>(type: "INTEGER", nullable: false),
                    valid_until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_status_list_documents", x => new { x.list, x.purpose });
                });

            migrationBuilder.CreateTable(
                name: "status_lists",
                columns: table => new
                {
                    number = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    issuer = table.Column<string>(type: "TEXT", nullable: false),
                    size = table.Column<int>(type: "INTEGER", nullable: false),
                    used = table.Column<int>(type: "INTEGER", nullable: false),
                    permutation_key = table.Column<byte[]>(type: "BLOB", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_status_lists", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "type_pictures",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    bytes = table.Column<byte[]>(type: "BLOB", nullable: false),
                    media_type = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_type_pictures", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_api_keys_created",
                table: "api_keys",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_action",
                table: "audit_entries",
                columns: new[] { "action", "position" },
                filter: "action NOT IN ('credential.issued', 'credential.verified', 'event.published', 'event.applied')");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_credential",
                table: "audit_entries",
                columns: new[] { "credential_id", "position" },
                filter: "credential_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_outcome",
                table: "audit_entries",
                columns: new[] { "outcome", "position" },
                filter: "outcome NOT IN ('done', 'valid')");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_time",
                table: "audit_entries",
                column: "occurred_at");

            migrationBuilder.CreateIndex(
                name: "uq_audit_seals_entry",
                table: "audit_seals",
                column: "entry_position",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_batch_invitations_open",
                table: "batch_invitations",
                column: "created_at",
                filter: "finished_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batch_rows_credential",
                table: "batch_rows",
                column: "credential_id",
                filter: "credential_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batch_rows_done",
                table: "batch_rows",
                columns: new[] { "batch_id", "credential_id" },
                filter: "outcome = 2 AND credential_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batch_rows_faults",
                table: "batch_rows",
                columns: new[] { "batch_id", "outcome", "row" },
                filter: "outcome IN (1, 3)");

            migrationBuilder.CreateIndex(
                name: "ix_batch_rows_renewed",
                table: "batch_rows",
                columns: new[] { "batch_id", "successor_id" },
                filter: "outcome = 2 AND successor_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batch_rows_successor",
                table: "batch_rows",
                column: "successor_id",
                filter: "successor_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_batches_organisation",
                table: "batches",
                columns: new[] { "organisation", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_batches_state",
                table: "batches",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_corrections_credential",
                table: "corrections",
                column: "credential_id");

            migrationBuilder.CreateIndex(
                name: "ix_corrections_issuer",
                table: "corrections",
                columns: new[] { "issuer_name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_corrections_open",
                table: "corrections",
                column: "id",
                filter: "state = 'open'");

            migrationBuilder.CreateIndex(
                name: "uq_credential_events_credential_version",
                table: "credential_events",
                columns: new[] { "credential_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "uq_credential_types_name",
                table: "credential_types",
                columns: new[] { "name", "issuer" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_credentials_expiry",
                table: "credentials",
                columns: new[] { "expiry_date", "id", "holder_search", "type_search", "issuer_search", "valid_from", "state", "standing" });

            migrationBuilder.CreateIndex(
                name: "ix_credentials_holder_id",
                table: "credentials",
                columns: new[] { "holder_id", "id" },
                filter: "holder_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_credentials_holder_search",
                table: "credentials",
                columns: new[] { "holder_search", "id", "type_search", "issuer_search", "expiry_date", "valid_from", "state", "standing" });

            migrationBuilder.CreateIndex(
                name: "ix_credentials_issuer_search",
                table: "credentials",
                columns: new[] { "issuer_search", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_credentials_list",
                table: "credentials",
                columns: new[] { "id", "holder_search", "type_search", "issuer_search", "expiry_date", "valid_from", "state", "standing" });

            migrationBuilder.CreateIndex(
                name: "ix_credentials_state",
                table: "credentials",
                columns: new[] { "state", "id" },
                filter: "state <> 'active'");

            migrationBuilder.CreateIndex(
                name: "ix_credentials_type_search",
                table: "credentials",
                columns: new[] { "type_search", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_credentials_valid_from",
                table: "credentials",
                columns: new[] { "valid_from", "id" },
                filter: "valid_from IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "uq_credentials_standing",
                table: "credentials",
                columns: new[] { "holder_key", "credential_type", "issuer_name" },
                unique: true,
                filter: "standing = 1");

            migrationBuilder.CreateIndex(
                name: "ix_erasures_open",
                table: "erasures",
                column: "erased_at",
                filter: "swept_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_holder_links_credential",
                table: "holder_links",
                column: "credential_id");

            migrationBuilder.CreateIndex(
                name: "ix_holder_links_expires",
                table: "holder_links",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_holder_links_invitation",
                table: "holder_links",
                column: "invitation_id");

            migrationBuilder.CreateIndex(
                name: "uq_holder_links_token",
                table: "holder_links",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_holder_sessions_credential",
                table: "holder_sessions",
                column: "credential_id");

            migrationBuilder.CreateIndex(
                name: "ix_holder_sessions_expires",
                table: "holder_sessions",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_holder_sessions_invitation",
                table: "holder_sessions",
                column: "invitation_id");

            migrationBuilder.CreateIndex(
                name: "ix_idempotency_keys_created",
                table: "idempotency_keys",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_batch",
                table: "invitations",
                columns: new[] { "batch_id", "id" },
                filter: "batch_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_credential",
                table: "invitations",
                column: "credential_id");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_issuer",
                table: "invitations",
                columns: new[] { "issuer_name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_invitations_notice",
                table: "invitations",
                column: "last_day",
                filter: "state = 'opened' AND noticed_at IS NULL AND email IS NOT NULL AND last_day IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_state",
                table: "invitations",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_issuers_name_search",
                table: "issuers",
                column: "name_search");

            migrationBuilder.CreateIndex(
                name: "uq_issuers_name",
                table: "issuers",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_mails_address",
                table: "mails",
                columns: new[] { "address_key", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_mails_credential",
                table: "mails",
                column: "credential_id");

            migrationBuilder.CreateIndex(
                name: "ix_mails_due",
                table: "mails",
                columns: new[] { "priority", "due_at" },
                filter: "state = 0");

            migrationBuilder.CreateIndex(
                name: "ix_mails_finished",
                table: "mails",
                column: "finished_at",
                filter: "state <> 0");

            migrationBuilder.CreateIndex(
                name: "ix_mails_invitation",
                table: "mails",
                column: "invitation_id");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_confirmed",
                table: "outbox",
                column: "confirmed_at",
                filter: "state = 3");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_dead",
                table: "outbox",
                columns: new[] { "dead_at", "event_id" },
                filter: "state = 4");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                table: "outbox",
                column: "due_at",
                filter: "state IN (0, 1)");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_open",
                table: "outbox",
                columns: new[] { "state", "credential_id" },
                filter: "state + 0 <> 3");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_overdue",
                table: "outbox",
                column: "created_at",
                filter: "state * 1 = 1 OR (state * 1 = 0 AND publications > 0) OR (state * 1 = 4 AND dead_by = 'relay')");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_retrying",
                table: "outbox",
                columns: new[] { "due_at", "event_id" },
                filter: "state + 0 = 1");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_unconfirmed",
                table: "outbox",
                column: "due_at",
                filter: "state = 2");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_unconfirmed_since",
                table: "outbox",
                columns: new[] { "created_at", "event_id" },
                filter: "state * 1 = 2");

            migrationBuilder.CreateIndex(
                name: "ix_replicas_last_seen",
                table: "replicas",
                column: "last_seen_at");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_created",
                table: "sessions",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sessions_expires",
                table: "sessions",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_shares_credential",
                table: "shares",
                column: "credential_id");

            migrationBuilder.CreateIndex(
                name: "ix_shares_expires",
                table: "shares",
                column: "expires_at",
                filter: "expires_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_shares_switched_off",
                table: "shares",
                column: "switched_off_at",
                filter: "switched_off_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "uq_shares_token",
                table: "shares",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_links_expires",
                table: "sign_in_links",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_links_session",
                table: "sign_in_links",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "ix_signing_keys_owner",
                table: "signing_keys",
                columns: new[] { "owner", "created_at" });

            migrationBuilder.CreateIndex(
                name: "uq_signing_keys_current",
                table: "signing_keys",
                columns: new[] { "owner", "algorithm", "state" },
                unique: true,
                filter: "state IN ('active', 'upcoming')");

            migrationBuilder.CreateIndex(
                name: "ix_status_changes_list",
                table: "status_changes",
                column: "list");

            migrationBuilder.CreateIndex(
                name: "ix_status_entries_set",
                table: "status_entries",
                columns: new[] { "list", "bit", "entry_index" },
                filter: "bit <> 0");

            migrationBuilder.CreateIndex(
                name: "uq_status_entries",
                table: "status_entries",
                columns: new[] { "list", "entry_index" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_status_list_documents_published",
                table: "status_list_documents",
                column: "published_at");

            migrationBuilder.CreateIndex(
                name: "ix_status_lists_open",
                table: "status_lists",
                columns: new[] { "issuer", "number" },
                filter: "used < size");

            migrationBuilder.AddSchemaRules(postgres: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "audit_seals");

            migrationBuilder.DropTable(
                name: "batch_faults");

            migrationBuilder.DropTable(
                name: "batch_invitations");

            migrationBuilder.DropTable(
                name: "batch_mappings");

            migrationBuilder.DropTable(
                name: "batch_parts");

            migrationBuilder.DropTable(
                name: "batch_rows");

            migrationBuilder.DropTable(
                name: "batches");

            migrationBuilder.DropTable(
                name: "corrections");

            migrationBuilder.DropTable(
                name: "credential_documents");

            migrationBuilder.DropTable(
                name: "credential_events");

            migrationBuilder.DropTable(
                name: "credential_notes");

            migrationBuilder.DropTable(
                name: "credential_texts");

            migrationBuilder.DropTable(
                name: "credential_type_versions");

            migrationBuilder.DropTable(
                name: "credential_types");

            migrationBuilder.DropTable(
                name: "credential_words");

            migrationBuilder.DropTable(
                name: "credentials");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropTable(
                name: "delivery_control");

            migrationBuilder.DropTable(
                name: "delivery_counters");

            migrationBuilder.DropTable(
                name: "delivery_counts");

            migrationBuilder.DropTable(
                name: "delivery_epoch");

            migrationBuilder.DropTable(
                name: "erasures");

            migrationBuilder.DropTable(
                name: "holder_links");

            migrationBuilder.DropTable(
                name: "holder_sessions");

            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "invitations");

            migrationBuilder.DropTable(
                name: "issuers");

            migrationBuilder.DropTable(
                name: "mail_texts");

            migrationBuilder.DropTable(
                name: "mails");

            migrationBuilder.DropTable(
                name: "outbox");

            migrationBuilder.DropTable(
                name: "outbox_groups");

            migrationBuilder.DropTable(
                name: "replicas");

            migrationBuilder.DropTable(
                name: "saved_views");

            migrationBuilder.DropTable(
                name: "sessions");

            migrationBuilder.DropTable(
                name: "shares");

            migrationBuilder.DropTable(
                name: "sign_in_links");

            migrationBuilder.DropTable(
                name: "signing_keys");

            migrationBuilder.DropTable(
                name: "status_changes");

            migrationBuilder.DropTable(
                name: "status_entries");

            migrationBuilder.DropTable(
                name: "status_list_documents");

            migrationBuilder.DropTable(
                name: "status_lists");

            migrationBuilder.DropTable(
                name: "type_pictures");
        }
    }
}
