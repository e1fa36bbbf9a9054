using System.Text.Json;
using KubeCredential.TestServers;
using Xunit;

namespace Delivery.Tests;

/// <summary>Keys that change while two replicas write, on PostgreSQL.</summary>
public sealed class SigningReplicaTests : SigningSystem
{
    private PostgresServer? _postgres;
    private string? _database;

    protected override string SettleTime => "00:00:08";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task Keys_are_rotated_and_compromised_while_two_replicas_write_and_nothing_is_lost()
    {
        await using var second = await StartIssuanceAsync(_database!);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var writing = Task.WhenAll(((DotnetService[])[Issuance, second, Issuance, second]).Select(replica => Task.Run(() => WriteAsync(replica, stop.Token), Token)));
        for (var i = 0; i < 3; i++)
        {
            await WrittenWithAsync(await KeyAsync("active"));
            await PostAsync(i % 2 == 0 ? Issuance : second, "admin/signing-keys/rotate");
        }

        var compromised = await KeyAsync("active");
        await WrittenWithAsync(compromised);
        await PostAsync(second, $"admin/signing-keys/{compromised}/compromise?reason=a%20test");
        await WrittenWithAsync(await KeyAsync("active"));
        await stop.CancelAsync();
        var ids = (await writing).SelectMany(static one => one).ToList();
        await Eventually.EqualAsync(
            JsonValueKind.String, async _ => (await GetAsync(Issuance, "admin/signing-keys")).GetProperty("items").EnumerateArray().Single(one => one.GetProperty("keyId").GetString() == compromised).GetProperty("replacedAt").ValueKind,
            Limit, "nothing depends on the compromised key", Token);

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.DoesNotContain(compromised, await FeedAsync());
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (id, _) =>
        {
            await Eventually.EqualAsync("confirmed", async _ => (await GetAsync(Issuance, $"api/v1/credentials/{id}/delivery")).GetProperty("state").GetString(), Limit, $"{id} is delivered", Token);
            await ValidAsync(id, "pass");
        });
        await RebuildAsync();
    }

    protected override async Task<(string Issuance, string Verification)> DatabasesAsync()
    {
        _postgres = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, Token);
        _database = await _postgres.CreateDatabaseAsync("issuance", Token);
        return (_database, await _postgres.CreateDatabaseAsync("verification", Token));
    }

    /// <summary>Issues one credential after the other until it is told to stop.</summary>
    private static async Task<List<Guid>> WriteAsync(DotnetService replica, CancellationToken stop)
    {
        var ids = new List<Guid>();
        while (!stop.IsCancellationRequested) ids.Add(await IssueOneAsync(replica));
        return ids;
    }

    private Task WrittenWithAsync(string keyId) => Eventually.TrueAsync(async _ => (await FeedAsync()).Contains(keyId), Limit, "an event was written with the key", Token);
}
