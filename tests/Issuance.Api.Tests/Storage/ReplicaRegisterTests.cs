using KubeCredential.Hosting;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using KubeCredential.Storage.Replicas;
using Microsoft.Extensions.Logging.Abstractions;

namespace Issuance.Api.Tests.Storage;

/// <summary>The list of replicas, which forgets those that are gone.</summary>
public abstract class ReplicaRegisterTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    public sealed class OnSqlite(TestDatabases databases) : ReplicaRegisterTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : ReplicaRegisterTests(databases, DatabaseKind.Postgres);

    [Fact]
    public async Task A_replica_reports_itself_and_one_that_is_gone_is_removed()
    {
        foreach (var (worker, age) in new[] { ("killed-a-moment-ago", TimeSpan.FromMinutes(1)), ("killed-long-ago", TimeSpan.FromMinutes(3)) })
        {
            var at = Database.Dialect.Time(DateTimeOffset.UtcNow - age);
            await Database.ExecuteAsync(
                "INSERT INTO replicas (worker_id, version, started_at, last_seen_at) VALUES (@worker, '0.0.9', @at, @at)", ("@worker", worker), ("@at", at));
        }

        using var register = new ReplicaRegister(
            Database.Dialect, new DatabaseReadiness(), TimeProvider.System, new LoopRegistry(TimeProvider.System), NullLogger<ReplicaRegister>.Instance);
        Assert.Equal(["killed-a-moment-ago"], (await register.ListAsync(Token)).Select(static one => one.WorkerId));

        for (var i = 0; i < 2; i++) await register.StepOnceAsync(Token);

        Assert.Equal(
            [("killed-a-moment-ago", "0.0.9"), (WorkerIdentity.Id, WorkerIdentity.Version)], (await register.ListAsync(Token)).Select(static one => (one.WorkerId, one.Version)));
        Assert.Equal(2, await Database.CountAsync("replicas"));
    }
}
