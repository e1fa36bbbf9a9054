using System.Data.Common;
using Issuance.Api.Credentials;
using Issuance.Api.SigningKeys;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;

namespace Issuance.Api.Issuers;

/// <summary>The registered issuers in the database.</summary>
internal sealed class IssuerStore(SqlDialect dialect, SigningKeyStore keys)
{
    private const string Columns = "name, slug, website, contact, logo_type, revision, registered_at, updated_at";
    private readonly AuditTrail _audit = new(dialect);

    /// <summary>The outcome of registering an issuer.</summary>
    public enum Registration
    {
        Done,
        NameTaken,
        SlugTaken,
    }

    /// <summary>A page of the issuers, by slug.</summary>
    /// <param name="name">The one with this name only, or null.</param>
    /// <param name="beginning">Those whose names begin with this, case-folded, or null.</param>
    /// <param name="after">The slug after which the page begins, or null.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<List<Issuer>> ListAsync(string? name, string? beginning, string? after, int limit, CancellationToken cancellationToken)
    {
        var conditions = new List<string>();
        if (name is not null) conditions.Add("name = @name");
        if (beginning is not null) conditions.Add("name_search >= @beginning AND name_search < @beginning_end");
        if (after is not null) conditions.Add("slug > @after");
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            $"SELECT {Columns} FROM issuers{(conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}")} ORDER BY slug LIMIT @limit").With("@limit", limit);
        if (name is not null) command.With("@name", name);
        if (beginning is not null) command.With("@beginning", beginning).With("@beginning_end", SearchText.EndOf(beginning));
        if (after is not null) command.With("@after", after);
        return await command.ListAsync(Read, cancellationToken);
    }

    /// <summary>An issuer, or null.</summary>
    public async Task<Issuer?> FindAsync(string slug, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command($"SELECT {Columns} FROM issuers WHERE slug = @slug").With("@slug", slug);
        return (await command.ListAsync(Read, cancellationToken)).SingleOrDefault();
    }

    /// <summary>An issuer's logo, or null.</summary>
    public async Task<(SafePicture Logo, int Revision)?> FindLogoAsync(string slug, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT logo, logo_type, revision FROM issuers WHERE slug = @slug AND logo IS NOT NULL").With("@slug", slug);
        var found = await command.ListAsync(static reader => (new SafePicture(reader.GetFieldValue<byte[]>(0), reader.GetString(1)), reader.GetInt32(2)), cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Registers an issuer and makes its keys. Of several replicas that do so at once, one does.</summary>
    /// <param name="name">Its name, in Normalization Form C.</param>
    /// <param name="slug">Its slug; null to make one of the name.</param>
    /// <param name="website">Its web address, or null.</param>
    /// <param name="contact">Its e-mail address, or null.</param>
    /// <param name="actor">Who registers it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The outcome, and the issuer of this name, unless only the slug is taken.</returns>
    public async Task<(Registration Outcome, Issuer? Issuer)> RegisterAsync(string name, string? slug, string? website, string? contact, string actor, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            await using var connection = await dialect.OpenAsync(cancellationToken);
            await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
            await using var insert = connection.Command(
                $"""
                INSERT INTO issuers (slug, name, name_search, website, contact, revision, registered_at, updated_at)
                VALUES (@slug, @name, @search, @website, @contact, 1, {dialect.Now}, {dialect.Now})
                ON CONFLICT DO NOTHING RETURNING {Columns}
                """,
                transaction);
            insert.With("@slug", slug ?? IssuerSlug.Of(name, attempt)).With("@name", name).With("@search", UnicodeText.Fold(name)).With("@website", website).With("@contact", contact);
            if ((await insert.ListAsync(Read, cancellationToken)).SingleOrDefault() is { } registered)
            {
                await keys.AddFirstAsync(connection, transaction, KeyOwner.Issuer(registered.Slug), cancellationToken);
                await AuditAsync(connection, transaction, AuditAction.IssuerRegistered, actor, $"{name} ({registered.Slug})", cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return (Registration.Done, registered);
            }

            // On the same connection: many that wait here would otherwise hold one each, and want another.
            await using var find = connection.Command($"SELECT {Columns} FROM issuers WHERE name = @name", transaction).With("@name", name);
            if ((await find.ListAsync(Read, cancellationToken)).SingleOrDefault() is { } known) return (Registration.NameTaken, known);
            if (slug is not null || attempt > 0) return (Registration.SlugTaken, null);
        }
    }

    /// <summary>Writes an issuer's web address and e-mail address.</summary>
    /// <returns>The profile as it is now; null if there is no such issuer, or none with the expected revision.</returns>
    public Task<Issuer?> UpdateAsync(Issuer issuer, string? website, string? contact, string actor, CancellationToken cancellationToken) => ChangeAsync(
        issuer, "website = @website, contact = @contact", command => command.With("@website", website).With("@contact", contact), actor, "profile", cancellationToken);

    /// <summary>Writes an issuer's logo, or removes it.</summary>
    /// <returns>The profile as it is now; null if there is no such issuer, or none with the expected revision.</returns>
    public Task<Issuer?> SetLogoAsync(Issuer issuer, SafePicture? logo, string actor, CancellationToken cancellationToken) => ChangeAsync(
        issuer, "logo = @logo, logo_type = @type", command => command.With("@logo", logo?.Bytes).With("@type", logo?.MediaType), actor, logo is null ? "logo removed" : "logo", cancellationToken);

    private async Task<Issuer?> ChangeAsync(Issuer issuer, string columns, Action<DbCommand> bind, string actor, string what, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var update = connection.Command(
            $"UPDATE issuers SET {columns}, revision = revision + 1, updated_at = {dialect.Now} WHERE slug = @slug AND revision = @revision RETURNING {Columns}", transaction)
            .With("@slug", issuer.Slug).With("@revision", issuer.Revision);
        bind(update);
        if ((await update.ListAsync(Read, cancellationToken)).SingleOrDefault() is not { } changed) return null;
        await AuditAsync(connection, transaction, AuditAction.IssuerChanged, actor, $"{issuer.Slug}: {what}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }

    private Task AuditAsync(DbConnection connection, DbTransaction transaction, string action, string actor, string detail, CancellationToken cancellationToken) =>
        _audit.AppendAsync(connection, transaction, [new AuditEntry(action, AuditOutcome.Done, actor) { Detail = detail }.InCurrentTrace()], cancellationToken);

    private Issuer Read(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.StringOrNull(2), reader.StringOrNull(3), reader.StringOrNull(4), reader.GetInt32(5), dialect.ReadTime(reader, 6), dialect.ReadTime(reader, 7));
}
