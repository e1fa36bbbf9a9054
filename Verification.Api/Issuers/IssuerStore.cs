using System.Globalization;
using System.Security.Cryptography;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;
using Verification.Api.Signatures;

namespace Verification.Api.Issuers;

/// <summary>The issuers' profiles in this service's database, with which it can show them while the issuance service is away. Each row is sealed (<see cref="RowSeal"/>).</summary>
internal sealed class IssuerStore(SqlDialect dialect, IOptions<SignatureOptions> options)
{
    private readonly RowSeal _seal = new(options.Value.KeySecret, "kubecredential issuers");

    /// <summary>Reads the issuers.</summary>
    /// <returns>Those that this service has written, and how many others there are.</returns>
    public async Task<(List<RegisteredIssuer> Issuers, int Broken)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT profile, revision, logo, seal FROM issuers");
        var rows = await command.ListAsync(static reader => new Row(reader.GetString(0), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3)), cancellationToken);
        var sound = rows.FindAll(IsSound);
        return (sound.ConvertAll(static row => RegisteredIssuer.Of(row.Profile, row.Revision)), rows.Count - sound.Count);
    }

    /// <summary>An issuer's logo; null if it has none, or if this service has not written it.</summary>
    public async Task<(SafePicture Logo, int Revision)?> FindLogoAsync(string slug, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT profile, revision, logo, seal FROM issuers WHERE slug = @slug AND logo IS NOT NULL").With("@slug", slug);
        var rows = await command.ListAsync(static reader => new Row(reader.GetString(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3)), cancellationToken);
        return rows is [var row] && IsSound(row) && RegisteredIssuer.Of(row.Profile, row.Revision).Profile.Slug == slug && SafePicture.Of(row.Logo) is { } logo ? (logo, row.Revision) : null;
    }

    /// <summary>Writes issuers.</summary>
    public async Task WriteAsync(IReadOnlyCollection<IssuerWithLogo> issuers, CancellationToken cancellationToken)
    {
        if (issuers.Count == 0) return;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        foreach (var (issuer, logo) in issuers.OrderBy(static one => one.Issuer.Profile.Slug, StringComparer.Ordinal))
        {
            await using var command = connection.Command(
                $"""
                INSERT INTO issuers (slug, profile, revision, logo, seal, learned_at) VALUES (@slug, @profile, @revision, @logo, @seal, {dialect.Now})
                ON CONFLICT (slug) DO UPDATE SET profile = excluded.profile, revision = excluded.revision, logo = excluded.logo, seal = excluded.seal
                """,
                transaction);
            command.With("@slug", issuer.Profile.Slug).With("@profile", issuer.Json).With("@revision", issuer.Revision).With("@logo", logo?.Bytes)
                .With("@seal", _seal.Of(TextOf(issuer.Json, issuer.Revision, logo?.Bytes)));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static string TextOf(string profile, int revision, byte[]? logo) =>
        string.Create(CultureInfo.InvariantCulture, $"{profile}\n{revision}\n{(logo is null ? "" : Convert.ToHexStringLower(SHA256.HashData(logo)))}");

    private bool IsSound(Row row) => _seal.Holds(row.Seal, TextOf(row.Profile, row.Revision, row.Logo));

    private readonly record struct Row(string Profile, int Revision, byte[]? Logo, byte[] Seal);
}
