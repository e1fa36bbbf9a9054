using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Issuance.Api.Documents;

/// <summary>A portable credential as it was signed: handed out byte for byte. It goes when the credential is erased.</summary>
internal sealed class DocumentRow
{
    public Guid CredentialId { get; init; }

    /// <summary>The name of a <see cref="DocumentFormat"/>.</summary>
    public required string Format { get; init; }
    public required string Document { get; init; }

    /// <summary>The issuer's key with which it is signed; if that is compromised, it is made anew.</summary>
    public required string KeyId { get; init; }
    public DateTimeOffset MadeAt { get; init; }
}

/// <summary>The table of portable credentials. The service's database context discovers this class by its interface.</summary>
internal sealed class DocumentTable : IEntityTypeConfiguration<DocumentRow>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<DocumentRow> builder)
    {
        builder.ToTable("credential_documents").HasKey(row => new { row.CredentialId, row.Format });
        builder.Property(row => row.CredentialId).ValueGeneratedNever();
    }
}
