using System;
using KubeCredential.Storage;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Issuance.Api.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddTransactionNumbers();
            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    roles = table.Column<string>(type: "text", nullable: false),
                    organisation = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    replaced_by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    transaction_id = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "transaction_number()"),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    worker_id = table.Column<string>(type: "text", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: true),
                    event_id = table.Column<Guid>(type: "uuid", nullable: true),
                    attempt = table.Column<int>(type: "integer", nullable: true),
                    detail = table.Column<string>(type: "text", nullable: true),
                    correlation_id = table.Column<string>(type: "text", nullable: true),
                    trace_id = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => new { x.transaction_id, x.position });
                });

            migrationBuilder.CreateTable(
                name: "audit_seals",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false),
                    entry_position = table.Column<long>(type: "bigint", nullable: false),
                    entry_transaction = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    earlier_links = table.Column<byte[]>(type: "bytea", nullable: true),
                    sealed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_seals", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "batch_faults",
                columns: table => new
                {
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    row = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_faults", x => new { x.batch_id, x.kind, x.row });
                });

            migrationBuilder.CreateTable(
                name: "batch_invitations",
                columns: table => new
                {
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    last_row = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_invitations", x => x.batch_id);
                });

            migrationBuilder.CreateTable(
                name: "batch_mappings",
                columns: table => new
                {
                    owner = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    heading = table.Column<string>(type: "text", nullable: false),
                    field = table.Column<string>(type: "text", nullable: false),
                    said_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_mappings", x => new { x.owner, x.kind, x.heading });
                });

            migrationBuilder.CreateTable(
                name: "batch_parts",
                columns: table => new
                {
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    part = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_parts", x => new { x.batch_id, x.part });
                });

            migrationBuilder.CreateTable(
                name: "batch_rows",
                columns: table => new
                {
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    row = table.Column<int>(type: "integer", nullable: false),
                    outcome = table.Column<short>(type: "smallint", nullable: false),
                    input = table.Column<string>(type: "text", nullable: true),
                    request = table.Column<string>(type: "text", nullable: true),
                    faults = table.Column<string>(type: "text", nullable: true),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: true),
                    successor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    event_id = table.Column<Guid>(type: "uuid", nullable: true),
                    detail = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_rows", x => new { x.batch_id, x.row });
                });

            migrationBuilder.CreateTable(
                name: "batches",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    organisation = table.Column<string>(type: "text", nullable: true),
                    actor = table.Column<string>(type: "text", nullable: false),
                    correlation_id = table.Column<string>(type: "text", nullable: false),
                    type_name = table.Column<string>(type: "text", nullable: true),
                    issuer = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    all_or_nothing = table.Column<short>(type: "smallint", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: true),
                    format = table.Column<string>(type: "text", nullable: true),
                    encoding = table.Column<string>(type: "text", nullable: true),
                    delimiter = table.Column<string>(type: "text", nullable: true),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    has_file = table.Column<short>(type: "smallint", nullable: false),
                    columns = table.Column<string>(type: "text", nullable: true),
                    defaults = table.Column<string>(type: "text", nullable: true),
                    types = table.Column<string>(type: "text", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    row_count = table.Column<int>(type: "integer", nullable: false),
                    valid_count = table.Column<int>(type: "integer", nullable: false),
                    invalid_count = table.Column<int>(type: "integer", nullable: false),
                    done_count = table.Column<int>(type: "integer", nullable: false),
                    failed_count = table.Column<int>(type: "integer", nullable: false),
                    verifiable_count = table.Column<int>(type: "integer", nullable: false),
                    verified_row = table.Column<int>(type: "integer", nullable: false),
                    verified_count = table.Column<int>(type: "integer", nullable: false),
                    last_row = table.Column<int>(type: "integer", nullable: false),
                    seed = table.Column<byte[]>(type: "bytea", nullable: false),
                    chunk_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    chunk_from = table.Column<int>(type: "integer", nullable: false),
                    chunk_to = table.Column<int>(type: "integer", nullable: false),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    leased_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    singles_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    bytes_read = table.Column<long>(type: "bigint", nullable: false),
                    fault_kinds = table.Column<string>(type: "text", nullable: true),
                    problem = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    validated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batches", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "corrections",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invitation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    issuer_name = table.Column<string>(type: "text", nullable: false),
                    field = table.Column<string>(type: "text", nullable: false),
                    current = table.Column<string>(type: "text", nullable: false),
                    proposed = table.Column<string>(type: "text", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    answered_by = table.Column<string>(type: "text", nullable: true),
                    answer = table.Column<string>(type: "text", nullable: true),
                    replaced_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_corrections", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "credential_documents",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    format = table.Column<string>(type: "text", nullable: false),
                    document = table.Column<string>(type: "text", nullable: false),
                    key_id = table.Column<string>(type: "text", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_documents", x => new { x.credential_id, x.format });
                });

            migrationBuilder.CreateTable(
                name: "credential_events",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_type = table.Column<string>(type: "text", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    correlation_id = table.Column<string>(type: "text", nullable: false),
                    trace_parent = table.Column<string>(type: "text", nullable: true),
                    trace_state = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    key_id = table.Column<string>(type: "text", nullable: false),
                    signature = table.Column<string>(type: "text", nullable: false),
                    transaction_id = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "transaction_number()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_events", x => new { x.credential_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "credential_notes",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_notes", x => new { x.credential_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "credential_texts",
                columns: table => new
                {
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    word = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    text = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    search = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_texts", x => new { x.kind, x.word, x.text });
                });

            migrationBuilder.CreateTable(
                name: "credential_type_versions",
                columns: table => new
                {
                    type_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    definition = table.Column<string>(type: "text", nullable: false),
                    published_by = table.Column<string>(type: "text", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_type_versions", x => new { x.type_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "credential_types",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    name_search = table.Column<string>(type: "text", nullable: false),
                    issuer = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    archived = table.Column<short>(type: "smallint", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_types", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "credential_words",
                columns: table => new
                {
                    word = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credential_words", x => new { x.word, x.credential_id });
                });

            migrationBuilder.CreateTable(
                name: "credentials",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    content = table.Column<string>(type: "text", nullable: true),
                    content_hash = table.Column<string>(type: "text", nullable: false),
                    content_salt = table.Column<string>(type: "text", nullable: true),
                    holder_name = table.Column<string>(type: "text", nullable: false),
                    credential_type = table.Column<string>(type: "text", nullable: false),
                    issuer_name = table.Column<string>(type: "text", nullable: false),
                    issued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    holder_key = table.Column<string>(type: "text", nullable: false),
                    holder_id = table.Column<string>(type: "text", nullable: true),
                    holder_email = table.Column<string>(type: "text", nullable: true),
                    valid_from = table.Column<DateOnly>(type: "date", nullable: true),
                    expiry_date = table.Column<DateOnly>(type: "date", nullable: true),
                    standing = table.Column<short>(type: "smallint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    holder_search = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    type_search = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    issuer_search = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_credentials", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    friendly_name = table.Column<string>(type: "text", nullable: true),
                    xml = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "delivery_control",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    isolated = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    changed_by = table.Column<string>(type: "text", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
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
                    name = table.Column<string>(type: "text", nullable: false),
                    shard = table.Column<int>(type: "integer", nullable: false),
                    value = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_counters", x => new { x.name, x.shard });
                });

            migrationBuilder.CreateTable(
                name: "delivery_counts",
                columns: table => new
                {
                    step = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    bucket = table.Column<int>(type: "integer", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    longest = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_delivery_counts", x => new { x.step, x.at, x.bucket });
                });

            migrationBuilder.CreateTable(
                name: "delivery_epoch",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    epoch = table.Column<Guid>(type: "uuid", nullable: false),
                    since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    heartbeat_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    heartbeat = table.Column<string>(type: "text", nullable: true)
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
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    erased_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sweeps = table.Column<short>(type: "smallint", nullable: false),
                    swept_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erasures", x => x.credential_id);
                });

            migrationBuilder.CreateTable(
                name: "holder_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_hash = table.Column<string>(type: "text", nullable: false),
                    seed = table.Column<byte[]>(type: "bytea", nullable: true),
                    invitation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_holder_links", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "holder_sessions",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invitation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_holder_sessions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    owner = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    resource_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_id = table.Column<Guid>(type: "uuid", nullable: true),
                    status = table.Column<int>(type: "integer", nullable: true),
                    other = table.Column<Guid>(type: "uuid", nullable: true),
                    other_state = table.Column<string>(type: "text", nullable: true),
                    leased_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => new { x.owner, x.key });
                });

            migrationBuilder.CreateTable(
                name: "invitations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    issuer_name = table.Column<string>(type: "text", nullable: false),
                    delivery = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: true),
                    language = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: true),
                    actor = table.Column<string>(type: "text", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    noticed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invitations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "issuers",
                columns: table => new
                {
                    slug = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false),
                    name_search = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    website = table.Column<string>(type: "text", nullable: true),
                    contact = table.Column<string>(type: "text", nullable: true),
                    logo = table.Column<byte[]>(type: "bytea", nullable: true),
                    logo_type = table.Column<string>(type: "text", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    registered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_issuers", x => x.slug);
                });

            migrationBuilder.CreateTable(
                name: "mail_texts",
                columns: table => new
                {
                    issuer = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_texts", x => new { x.issuer, x.kind, x.language });
                });

            migrationBuilder.CreateTable(
                name: "mails",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    invitation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    correction_id = table.Column<Guid>(type: "uuid", nullable: true),
                    link_id = table.Column<Guid>(type: "uuid", nullable: true),
                    address = table.Column<string>(type: "text", nullable: false),
                    address_key = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    priority = table.Column<short>(type: "smallint", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mails", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    publications = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    leased_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    confirmed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    retry_delay_ms = table.Column<long>(type: "bigint", nullable: true),
                    failed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dead_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dead_by = table.Column<string>(type: "text", nullable: true),
                    entry_id = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true),
                    signed_anew_with = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.event_id);
                })
                .Annotation("Npgsql:StorageParameter:autovacuum_analyze_scale_factor", 0.02m)
                .Annotation("Npgsql:StorageParameter:autovacuum_analyze_threshold", 10000)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_cost_delay", 0)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_scale_factor", 0.02m)
                .Annotation("Npgsql:StorageParameter:autovacuum_vacuum_threshold", 10000)
                .Annotation("Npgsql:StorageParameter:fillfactor", 45);

            migrationBuilder.CreateTable(
                name: "outbox_groups",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    group_name = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_groups", x => new { x.event_id, x.group_name });
                });

            migrationBuilder.CreateTable(
                name: "replicas",
                columns: table => new
                {
                    worker_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_replicas", x => x.worker_id);
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    owner = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    query = table.Column<string>(type: "text", nullable: false),
                    columns = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_views", x => new { x.owner, x.name });
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    key_id = table.Column<string>(type: "text", nullable: true),
                    key_fingerprint = table.Column<string>(type: "text", nullable: true),
                    actor = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    roles = table.Column<string>(type: "text", nullable: false),
                    organisation = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "shares",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_hash = table.Column<string>(type: "text", nullable: false),
                    label = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    switched_off_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    opened = table.Column<int>(type: "integer", nullable: false),
                    last_opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shares", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_links",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    session_id = table.Column<string>(type: "text", nullable: true),
                    key_id = table.Column<string>(type: "text", nullable: true),
                    key_fingerprint = table.Column<string>(type: "text", nullable: true),
                    actor = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    roles = table.Column<string>(type: "text", nullable: false),
                    organisation = table.Column<string>(type: "text", nullable: true),
                    signed_in_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_links", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "signing_keys",
                columns: table => new
                {
                    key_id = table.Column<string>(type: "text", nullable: false),
                    owner = table.Column<string>(type: "text", nullable: false),
                    algorithm = table.Column<string>(type: "text", nullable: false),
                    public_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    private_key = table.Column<byte[]>(type: "bytea", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    activated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    retired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    compromised_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    signed_anew = table.Column<long>(type: "bigint", nullable: false),
                    replaced_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signing_keys", x => x.key_id);
                });

            migrationBuilder.CreateTable(
                name: "status_changes",
                columns: table => new
                {
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    list = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_status_changes", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "status_entries",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "uuid", nullable: false),
                    list = table.Column<int>(type: "integer", nullable: false),
                    entry_index = table.Column<int>(type: "integer", nullable: false),
                    bit = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_status_entries", x => x.credential_id);
                });

            migrationBuilder.CreateTable(
                name: "status_list_documents",
                columns: table => new
                {
                    list = table.Column<int>(type: "integer", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    document = table.Column<string>(type: "text", nullable: false),
                    key_id = table.Column<string>(type: "text", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    valid_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_status_list_documents", x => new { x.list, x.purpose });
                });

            migrationBuilder.CreateTable(
                name: "status_lists",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    issuer = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    used = table.Column<int>(type: "integer", nullable: false),
                    permutation_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_status_lists", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "type_pictures",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", nullable: false),
                    media_type = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
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
                columns: new[] { "action", "transaction_id", "position" },
                filter: "action NOT IN ('credential.issued', 'credential.verified', 'event.published', 'event.applied')");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_credential",
                table: "audit_entries",
                columns: new[] { "credential_id", "transaction_id", "position" },
                filter: "credential_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_outcome",
                table: "audit_entries",
                columns: new[] { "outcome", "transaction_id", "position" },
                filter: "outcome NOT IN ('done', 'valid')");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_time",
                table: "audit_entries",
                column: "occurred_at")
                .Annotation("Npgsql:IndexMethod", "brin");

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
                name: "ix_credential_events_order",
                table: "credential_events",
                columns: new[] { "transaction_id", "position" });

            migrationBuilder.CreateIndex(
                name: "uq_credential_types_name",
                table: "credential_types",
                columns: new[] { "name", "issuer" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_credentials_expiry",
                table: "credentials",
                columns: new[] { "expiry_date", "id" })
                .Annotation("Npgsql:IndexInclude", new[] { "holder_search", "type_search", "issuer_search", "valid_from", "state", "standing" });

            migrationBuilder.CreateIndex(
                name: "ix_credentials_holder_id",
                table: "credentials",
                columns: new[] { "holder_id", "id" },
                filter: "holder_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_credentials_holder_search",
                table: "credentials",
                columns: new[] { "holder_search", "id" })
                .Annotation("Npgsql:IndexInclude", new[] { "type_search", "issuer_search", "expiry_date", "valid_from", "state", "standing" });

            migrationBuilder.CreateIndex(
                name: "ix_credentials_issuer_search",
                table: "credentials",
                columns: new[] { "issuer_search", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_credentials_list",
                table: "credentials",
                column: "id")
                .Annotation("Npgsql:IndexInclude", new[] { "holder_search", "type_search", "issuer_search", "expiry_date", "valid_from", "state", "standing" });

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

            migrationBuilder.AddSchemaRules(postgres: true);
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
