using Microsoft.EntityFrameworkCore;

namespace KubeCredential.Storage.Replicas;

/// <summary>The table of a service's replicas.</summary>
public static class ReplicaExtensions
{
    /// <summary>Adds the table <c>replicas</c> to a model.</summary>
    /// <param name="model">The model.</param>
    public static void AddReplicas(this ModelBuilder model) => model.Entity<ReplicaRow>(static replica =>
    {
        replica.ToTable("replicas").HasKey(row => row.WorkerId);
        replica.HasIndex(row => row.LastSeenAt).HasDatabaseName("ix_replicas_last_seen");
    });
}
