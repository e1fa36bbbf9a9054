using Microsoft.EntityFrameworkCore;

namespace Verification.Api.CredentialTypes;

/// <summary>The definition of a version of a type. What names it is the digest in signed credentials, so that it needs no seal. A row never changes.</summary>
internal sealed class TypeRow
{
    /// <summary>The SHA-256 of the definition, in hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>The definition as the issuance service published it: JSON text.</summary>
    public required string Definition { get; init; }
    public DateTimeOffset LearnedAt { get; init; }
}

/// <summary>A picture of types, named by its content. A row never changes.</summary>
internal sealed class TypePictureRow
{
    /// <summary>The SHA-256 of the file, in hexadecimal digits.</summary>
    public required string Id { get; init; }
    public required byte[] Bytes { get; init; }
    public required string MediaType { get; init; }
}

/// <summary>The tables of types.</summary>
internal static class TypeTables
{
    /// <summary>Adds them.</summary>
    public static void AddCredentialTypes(this ModelBuilder model)
    {
        model.Entity<TypeRow>(static type => type.ToTable("credential_types").HasKey(static row => row.Digest));
        model.Entity<TypePictureRow>(static picture => picture.ToTable("type_pictures").HasKey(static row => row.Id));
    }
}
