using Issuance.Api.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Issuance.Api.Credentials;

/// <summary>The tables of searching and of saved views. The service's database context discovers this class by its interfaces.</summary>
internal sealed class CredentialTables : IEntityTypeConfiguration<TextRow>, IEntityTypeConfiguration<SavedViewRow>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<TextRow> builder) => builder.ToTable("credential_texts").HasKey(row => new { row.Kind, row.Word, row.Text });

    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<SavedViewRow> builder) => builder.ToTable("saved_views").HasKey(row => new { row.Owner, row.Name });
}
