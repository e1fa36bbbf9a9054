using Microsoft.EntityFrameworkCore;

namespace KubeCredential.Security;

/// <summary>What a service's own database holds about who may call it.</summary>
public static class SecurityModelExtensions
{
    /// <summary>Adds the table <c>api_keys</c> to a model.</summary>
    public static void AddApiKeys(this ModelBuilder model) => model.Entity<ApiKeyRow>(key =>
    {
        key.ToTable("api_keys").HasKey(row => row.Id);
        key.HasIndex(row => new { row.CreatedAt, row.Id }).HasDatabaseName("ix_api_keys_created");
        key.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        key.Property(row => row.Name).HasColumnName("name");
        key.Property(row => row.Hash).HasColumnName("hash");
        key.Property(row => row.Roles).HasColumnName("roles");
        key.Property(row => row.Organisation).HasColumnName("organisation");
        key.Property(row => row.CreatedAt).HasColumnName("created_at");
        key.Property(row => row.CreatedBy).HasColumnName("created_by");
        key.Property(row => row.ExpiresAt).HasColumnName("expires_at");
        key.Property(row => row.LastUsedAt).HasColumnName("last_used_at");
        key.Property(row => row.RevokedAt).HasColumnName("revoked_at");
        key.Property(row => row.ReplacedBy).HasColumnName("replaced_by");
    });
}
