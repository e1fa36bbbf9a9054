using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Issuance.Api.Idempotency;

/// <summary>A key that was sent with a request. It says what came of the request, and nothing that the request said.</summary>
internal sealed class IdempotencyRow
{
    public required string Owner { get; init; }
    public required string Key { get; init; }

    /// <summary>See <see cref="IdempotencyKey.FingerprintOf"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The ID of what the request makes: the same in every attempt.</summary>
    public Guid ResourceId { get; init; }

    /// <summary>The ID of the event, if it makes one: the same in every attempt.</summary>
    public Guid? EventId { get; init; }

    /// <summary>The status of the answer; null until there is one.</summary>
    public int? Status { get; init; }

    /// <summary>The other resource that the answer names, such as the credential that stands in the way.</summary>
    public Guid? Other { get; init; }

    /// <summary>What the answer says of the other resource.</summary>
    public string? OtherState { get; init; }

    /// <summary>Until when an attempt holds the key, by the database's clock.</summary>
    public DateTimeOffset LeasedUntil { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The table of keys. The service's database context discovers this class by its interface.</summary>
internal sealed class IdempotencyTable : IEntityTypeConfiguration<IdempotencyRow>
{
    /// <inheritdoc/>
    public void Configure(EntityTypeBuilder<IdempotencyRow> builder)
    {
        builder.ToTable("idempotency_keys").HasKey(row => new { row.Owner, row.Key });
        builder.HasIndex(row => row.CreatedAt).HasDatabaseName("ix_idempotency_keys_created");
    }
}
