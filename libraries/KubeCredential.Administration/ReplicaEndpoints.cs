using KubeCredential.Hosting;
using KubeCredential.Storage.Replicas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace KubeCredential.Administration;

/// <summary>The replicas of a service and their versions.</summary>
public static class ReplicaEndpoints
{
    /// <summary>Maps <c>GET /admin/replicas</c>.</summary>
    /// <param name="admin">The group of admin endpoints.</param>
    public static RouteGroupBuilder MapReplicas(this RouteGroupBuilder admin)
    {
        admin.MapGet("/replicas", ListAsync).WithName("ListReplicas").WithSummary("Lists the replicas of this service with their versions");
        return admin;
    }

    private static async Task<Ok<ReplicaList>> ListAsync(ReplicaRegister replicas, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ReplicaList(await replicas.ListAsync(cancellationToken), WorkerIdentity.Id));

    /// <summary>The replicas of a service.</summary>
    /// <param name="Items">The replicas, the oldest first. One that ended without a word stays for two minutes.</param>
    /// <param name="WorkerId">The replica that answered.</param>
    public sealed record ReplicaList(IReadOnlyList<ReplicaDocument> Items, string WorkerId);
}
