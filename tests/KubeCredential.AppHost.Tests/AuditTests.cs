using System.Diagnostics;
using System.Net;
using System.Text.Json;
using KubeCredential.TestServers;
using Microsoft.Data.Sqlite;

namespace KubeCredential.AppHost.Tests;

/// <summary>The audit trails of both services: who did what, and whether a trail has been altered.</summary>
public sealed class AuditTests(AppFixture fixture) : AppTest(fixture)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_credentials_history_goes_across_both_services()
    {
        var trace = ActivityTraceId.CreateRandom();
        var issued = await Issuer.IssueAsync(Issuer.NewHolder(), Cancel, trace);
        var id = issued.Body.GetProperty("credential").GetProperty("id").GetGuid();
        await Verifier.KnownAsync(id, Cancel);
        await Issuer.InStateAsync(id, "confirmed", Cancel);

        var history = await Eventually.ResultAsync(
            async token => (await Issuer.GetAsync($"/api/v1/credentials/{id}/history", token)).Body,
            // If one replica published the event and another received the confirmation, the first records its entry a moment later.
            static found => found.GetProperty("verifications").ValueKind == JsonValueKind.Object && found.GetProperty("verifications").GetProperty("valid").GetInt32() > 0
                && found.GetProperty("items").GetArrayLength() >= 4,
            s_limit, "the verdict and all that was done are part of the history", Cancel);

        Assert.True(history.GetProperty("verifierAnswered").GetBoolean());
        var items = history.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(
            [("issuance", "credential.issued"), ("issuance", "event.confirmed"), ("issuance", "event.published"), ("verification", "event.applied")],
            items.Select(static item => (item.GetProperty("service").GetString()!, item.GetProperty("action").GetString()!)).Order());
        Assert.All(items, item => Assert.Equal(trace.ToString(), item.GetProperty("traceId").GetString()));
        Assert.Equal("credential.issued", items[0].GetProperty("action").GetString());
    }

    [Fact]
    public async Task A_changed_audit_entry_is_found_out_and_named()
    {
        var id = await Issuer.IssueNewAsync(Cancel);
        var entry = await Eventually.ResultAsync(
            async token => (await Issuer.GetAsync($"/admin/audit?credentialId={id}&action=credential.issued", token)).Body.GetProperty("items")[0],
            static found => found.GetProperty("sealed").GetBoolean(), s_limit, "the entry is sealed", Cancel);
        var number = entry.GetProperty("number").GetInt64();
        Assert.True((await VerifyAsync()).GetProperty("intact").GetBoolean());

        await using var connection = new SqliteConnection(await App.ConnectionStringAsync(ResourceNames.IssuanceDatabase, Cancel));
        await connection.OpenAsync(Cancel);
        Assert.Contains("never changed", (await Assert.ThrowsAsync<SqliteException>(() => ChangeAsync("somebody else"))).Message, StringComparison.Ordinal);
        var trigger = (string)(await RunAsync("SELECT sql FROM sqlite_master WHERE name = 'audit_entries_no_update'"))!;
        await RunAsync("DROP TRIGGER audit_entries_no_update");
        try
        {
            await ChangeAsync("somebody else");

            var verdict = await VerifyAsync();
            Assert.False(verdict.GetProperty("intact").GetBoolean());
            Assert.Equal(number, verdict.GetProperty("firstBroken").GetProperty("number").GetInt64());
        }
        finally
        {
            await ChangeAsync("key:dev");
            await RunAsync(trigger);
        }

        Assert.True((await VerifyAsync()).GetProperty("intact").GetBoolean());

        async Task<JsonElement> VerifyAsync()
        {
            var answer = await Issuer.PostAsync("/admin/audit/verify", new { }, Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            return answer.Body;
        }

        Task<object?> ChangeAsync(string actor) => RunAsync("UPDATE audit_entries SET actor = @actor WHERE position = @number", ("@actor", actor), ("@number", number));

        async Task<object?> RunAsync(string sql, params (string Name, object Value)[] parameters)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
                command.Parameters.AddWithValue(name, value);
            return await command.ExecuteScalarAsync(Cancel);
        }
    }
}
