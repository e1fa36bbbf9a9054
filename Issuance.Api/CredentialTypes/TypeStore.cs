using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using Issuance.Api.Credentials;
using Issuance.Api.Documents;
using Issuance.Api.Issuers;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Storage.Audit;
using KubeCredential.Storage;
using KubeCredential.Text;
using Microsoft.Extensions.Options;

namespace Issuance.Api.CredentialTypes;

/// <summary>The credential types in the database.</summary>
internal sealed class TypeStore(SqlDialect dialect, IOptions<IssuerOptions> options) : IDocumentTypes
{
    /// <summary>The most types that can be registered; every replica keeps all of them in memory.</summary>
    public const int MostTypes = 1000;

    /// <summary>The rule for pictures, for messages.</summary>
    public const string PictureRule = "This must be the ID of a picture that was uploaded before (POST /api/v1/credential-types/pictures).";

    /// <summary>The most pictures that are kept: nothing takes them away, since published versions name them.</summary>
    public const int MostPictures = 5000;

    private const int MostRemembered = 1000;
    private const string Columns = "t.id, t.name, t.issuer, t.version, t.archived, t.revision, t.created_at, t.updated_at";
    private readonly AuditTrail _audit = new(dialect);
    private readonly ConcurrentDictionary<TypeReference, DocumentType> _published = new();

    /// <summary>The path of a picture.</summary>
    public static string PictureAddress(string id) => $"/credential-types/pictures/{id}";

    /// <summary>A registered type without its definition.</summary>
    internal readonly record struct Head(string Id, string Name, string? Issuer, int Version, bool IsArchived, int Revision, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

    /// <summary>The outcome of registering a type.</summary>
    public enum Registration
    {
        Done,
        NameTaken,
        IdTaken,
        TooMany,
    }

    /// <summary>A number that becomes larger with every change of any type.</summary>
    public async Task<long> ReadChangesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenForHotPathAsync(cancellationToken);
        await using var command = connection.Command("SELECT CAST(COALESCE(SUM(revision), 0) AS bigint) FROM credential_types"); // Rows are never deleted, and revisions only rise.
        return (await command.ListAsync(static reader => reader.GetInt64(0), cancellationToken))[0];
    }

    /// <summary>The types under which credentials are issued, each in its latest version.</summary>
    public async Task<List<RegisteredType>> ReadActiveAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT {Columns}, v.definition FROM credential_types t JOIN credential_type_versions v ON v.type_id = t.id AND v.version = t.version WHERE t.archived = 0");
        return await command.ListAsync(
            reader =>
            {
                var head = ReadHead(reader);
                var definition = reader.GetString(8);
                return new RegisteredType(head.Id, head.Version, head.Name, head.Issuer, DefinitionOf(definition), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(definition))));
            },
            cancellationToken);
    }

    /// <summary>A page of the types, by ID, each with the definition of its latest version.</summary>
    /// <param name="organisation">Only those of this issuer and those for all, or null.</param>
    /// <param name="beginning">Those whose names begin with this, case-folded, or null.</param>
    /// <param name="archived">Only archived ones, or only others; null: both.</param>
    /// <param name="after">The ID after which the page begins, or null.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<List<(Head Head, TypeDefinition Definition)>> ListAsync(string? organisation, string? beginning, bool? archived, string? after, int limit, CancellationToken cancellationToken)
    {
        var conditions = new List<string>();
        if (organisation is not null) conditions.Add("t.issuer IN ('', @organisation)");
        if (beginning is not null) conditions.Add("t.name_search >= @beginning AND t.name_search < @beginning_end");
        if (archived is { } wanted) conditions.Add($"t.archived = {(wanted ? 1 : 0)}");
        if (after is not null) conditions.Add("t.id > @after");
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"""
            SELECT {Columns}, v.definition FROM credential_types t JOIN credential_type_versions v ON v.type_id = t.id AND v.version = t.version
            {(conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}")}
            ORDER BY t.id LIMIT @limit
            """).With("@limit", limit);
        if (organisation is not null) command.With("@organisation", organisation);
        if (beginning is not null) command.With("@beginning", beginning).With("@beginning_end", SearchText.EndOf(beginning));
        if (after is not null) command.With("@after", after);
        return await command.ListAsync(reader => (ReadHead(reader), DefinitionOf(reader.GetString(8))), cancellationToken);
    }

    /// <summary>A type with one of its versions; null if there is none.</summary>
    /// <param name="id">The type.</param>
    /// <param name="version">The version; null: the latest.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<(Head Head, TypeDefinition Definition, DateTimeOffset PublishedAt)?> FindAsync(string id, int? version, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT {Columns}, v.definition, v.published_at FROM credential_types t JOIN credential_type_versions v ON v.type_id = t.id AND v.version = {(version is null ? "t.version" : "@version")} WHERE t.id = @id").With("@id", id);
        if (version is { } one) command.With("@version", one);
        return await command.ListAsync(reader => (ReadHead(reader), DefinitionOf(reader.GetString(8)), dialect.ReadTime(reader, 9)), cancellationToken) is [var found] ? found : null;
    }

    /// <summary>The definition of a version as it was stored, and as credentials name its digest: JSON text; null if there is none.</summary>
    public async Task<string?> FindDefinitionAsync(string id, int version, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT definition FROM credential_type_versions WHERE type_id = @id AND version = @version").With("@id", id).With("@version", version);
        return await command.ListAsync(static reader => reader.GetString(0), cancellationToken) is [var found] ? found : null;
    }

    /// <summary>When each version was published, the latest first.</summary>
    public async Task<List<TypeVersionEntry>> ListVersionsAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT version, published_at, published_by FROM credential_type_versions WHERE type_id = @id ORDER BY version DESC LIMIT 1000").With("@id", id);
        return await command.ListAsync(reader => new TypeVersionEntry(reader.GetInt32(0), dialect.ReadTime(reader, 1), reader.GetString(2)), cancellationToken);
    }

    /// <summary>Registers a type and publishes its first version. Of several replicas that do so at once, one does.</summary>
    public async Task<(Registration Outcome, Head? Type)> RegisterAsync(string? id, string name, string? issuer, TypeDefinition definition, string actor, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            await using var connection = await dialect.OpenAsync(cancellationToken);
            await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
            await using var insert = connection.Command(
                $"""
                INSERT INTO credential_types (id, name, name_search, issuer, version, archived, revision, created_at, updated_at)
                SELECT @id, @name, @search, @issuer, 1, 0, 1, {dialect.Now}, {dialect.Now} WHERE (SELECT COUNT(*) FROM credential_types) < {MostTypes}
                ON CONFLICT DO NOTHING RETURNING {Columns.Replace("t.", "", StringComparison.Ordinal)}
                """,
                transaction);
            insert.With("@id", id ?? IssuerSlug.Of(name, attempt)).With("@name", name).With("@search", UnicodeText.Fold(name)).With("@issuer", issuer ?? "");
            if (await insert.ListAsync(ReadHead, cancellationToken) is [var registered])
            {
                await PublishAsync(connection, transaction, registered, definition, actor, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return (Registration.Done, registered);
            }

            await using var find = connection.Command($"SELECT {Columns} FROM credential_types t WHERE name = @name AND issuer = @issuer", transaction).With("@name", name).With("@issuer", issuer ?? "");
            if (await find.ListAsync(ReadHead, cancellationToken) is [var known]) return (Registration.NameTaken, known);
            await using var count = connection.Command("SELECT COUNT(*) FROM credential_types", transaction);
            if ((await count.ListAsync(static reader => reader.GetInt64(0), cancellationToken))[0] >= MostTypes) return (Registration.TooMany, null);
            if (id is not null || attempt > 0) return (Registration.IdTaken, null);
        }
    }

    /// <summary>Publishes another version.</summary>
    /// <returns>The type as it is now; null if it has changed since it was read.</returns>
    public Task<Head?> PublishAsync(Head type, TypeDefinition definition, string actor, CancellationToken cancellationToken) => ChangeAsync(
        type, "version = version + 1", (connection, transaction, changed) => PublishAsync(connection, transaction, changed, definition, actor, cancellationToken), cancellationToken);

    /// <summary>Archives a type, or takes that back.</summary>
    /// <returns>The type as it is now; null if it has changed since it was read.</returns>
    public Task<Head?> SetArchivedAsync(Head type, bool archived, string actor, CancellationToken cancellationToken) => ChangeAsync(
        type, $"archived = {(archived ? 1 : 0)}",
        (connection, transaction, changed) => AuditAsync(connection, transaction, archived ? AuditAction.TypeArchived : AuditAction.TypeRestored, actor, changed.Id, cancellationToken), cancellationToken);

    /// <summary>Keeps a picture.</summary>
    /// <returns>Its ID; null if there are as many pictures as there can be.</returns>
    public async Task<string?> KeepPictureAsync(SafePicture picture, CancellationToken cancellationToken)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(picture.Bytes));
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var keep = connection.Command(
            $"INSERT INTO type_pictures (id, bytes, media_type, created_at) SELECT @id, @bytes, @type, {dialect.Now} WHERE (SELECT COUNT(*) FROM type_pictures) < {MostPictures} ON CONFLICT DO NOTHING")
            .With("@id", id).With("@bytes", picture.Bytes).With("@type", picture.MediaType);
        return await keep.ExecuteNonQueryAsync(cancellationToken) == 1 || (await FindPicturesAsync([id], cancellationToken)).Count == 1 ? id : null;
    }

    /// <summary>A picture, or null.</summary>
    public async Task<SafePicture?> FindPictureAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT bytes, media_type FROM type_pictures WHERE id = @id").With("@id", id);
        return await command.ListAsync(static reader => new SafePicture(reader.GetFieldValue<byte[]>(0), reader.GetString(1)), cancellationToken) is [var found] ? found : null;
    }

    /// <summary>Those of the given pictures that there are.</summary>
    public async Task<List<string>> FindPicturesAsync(string[] ids, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT p.id FROM {dialect.Rows("id")} JOIN type_pictures p ON p.id = t.id");
        dialect.AddRows(command, new RowColumn("id", ids));
        return await command.ListAsync(static reader => reader.GetString(0), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<DocumentType?> FindAsync(TypeReference type, CancellationToken cancellationToken)
    {
        if (_published.TryGetValue(type, out var known)) return known;
        if (await FindAsync(type.Id, type.Version, cancellationToken) is not var (head, definition, _)) return null;
        var display = definition.Display is [var first, ..] ? first : null;
        var image = definition.Achievement?.Image is { } picture && options.Value.PublicAddress is { } root ? $"{root.AbsoluteUri.TrimEnd('/')}{PictureAddress(picture)}" : null;
        if (_published.Count >= MostRemembered) _published.Clear();
        return _published[type] = new DocumentType(
            display?.Title ?? head.Name, display?.Description, definition.Achievement?.Criteria, image, definition.Achievement?.Tags ?? [], definition.Formats)
        {
            Displays = [.. definition.Display.Select(static one => new DocumentDisplay(one.Language, one.Title, one.Description, [.. one.Fields.Select(static field => (field.Name, field.Label))]))],
            Design = new DocumentDesign(definition.Design.Colour, definition.Design.TextColour, definition.Design.Background, definition.Design.Logo),
        };
    }

    private async Task<Head?> ChangeAsync(Head type, string columns, Func<DbConnection, DbTransaction, Head, Task> then, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var update = connection.Command(
            $"UPDATE credential_types SET {columns}, revision = revision + 1, updated_at = {dialect.Now} WHERE id = @id AND revision = @revision RETURNING {Columns.Replace("t.", "", StringComparison.Ordinal)}", transaction)
            .With("@id", type.Id).With("@revision", type.Revision);
        if (await update.ListAsync(ReadHead, cancellationToken) is not [var changed]) return null;
        await then(connection, transaction, changed);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    private async Task PublishAsync(DbConnection connection, DbTransaction transaction, Head type, TypeDefinition definition, string actor, CancellationToken cancellationToken)
    {
        await using var insert = connection.Command(
            $"INSERT INTO credential_type_versions (type_id, version, definition, published_by, published_at) VALUES (@id, @version, @definition, @actor, {dialect.Now})", transaction)
            .With("@id", type.Id).With("@version", type.Version).With("@definition", JsonSerializer.Serialize(definition, TypeJson.Relaxed.TypeDefinition)).With("@actor", actor);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await AuditAsync(connection, transaction, AuditAction.TypePublished, actor, $"{type.Id} {type.Version}", cancellationToken);
    }

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, string actor, string detail, CancellationToken cancellationToken) =>
        _audit.AppendAsync(connection, transaction, [new AuditEntry(action, AuditOutcome.Done, actor) { Detail = detail }.InCurrentTrace()], cancellationToken);

    private Head ReadHead(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetString(2) is { Length: > 0 } issuer ? issuer : null, reader.GetInt32(3), reader.GetInt32(4) == 1, reader.GetInt32(5),
        dialect.ReadTime(reader, 6), dialect.ReadTime(reader, 7));

    private static TypeDefinition DefinitionOf(string json) => JsonSerializer.Deserialize(json, TypeJson.Relaxed.TypeDefinition)!;
}
