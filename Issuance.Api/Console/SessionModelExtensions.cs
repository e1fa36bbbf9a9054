using Microsoft.EntityFrameworkCore;

namespace Issuance.Api.Console;

/// <summary>What the database holds of people who are signed in.</summary>
internal static class SessionModelExtensions
{
    /// <summary>Adds the tables <c>sessions</c>, <c>sign_in_links</c> and <c>data_protection_keys</c> to a model.</summary>
    public static void AddSessions(this ModelBuilder model)
    {
        model.Entity<SessionRow>(session =>
        {
            session.ToTable("sessions").HasKey(row => row.Id);
            session.HasIndex(row => row.ExpiresAt).HasDatabaseName("ix_sessions_expires");
            session.Property(row => row.Id).ValueGeneratedNever();
            session.Property(row => row.SignedInAt).HasColumnName("created_at");
        });
        model.Entity<SignInLinkRow>(link =>
        {
            link.ToTable("sign_in_links").HasKey(row => row.Id);
            link.HasIndex(row => row.ExpiresAt).HasDatabaseName("ix_sign_in_links_expires");
            link.HasIndex(row => row.SessionId).HasDatabaseName("ix_sign_in_links_session");
            link.Property(row => row.Id).ValueGeneratedNever();
        });
        model.Entity<DataProtectionKeyRow>(key =>
        {
            key.ToTable("data_protection_keys").HasKey(row => row.Name);
            key.Property(row => row.Name).ValueGeneratedNever();
        });
    }
}
