using Microsoft.EntityFrameworkCore;

namespace KubeCredential.Security;

/// <summary>The authentication tables in a service's own database.</summary>
public static class SecurityModelExtensions
{
    /// <summary>Adds the table <c>api_keys</c> to a model.</summary>
    public static void AddApiKeys(this ModelBuilder model) => model.Entity<ApiKeyRow>(key =>
    {
        key.ToTable("api_keys").HasKey(row => row.Id);
        key.HasIndex(row => new { row.CreatedAt, row.Id }).HasDatabaseName("ix_api_keys_created");
        key.Property(row => row.Id).ValueGeneratedNever();
    });
}
