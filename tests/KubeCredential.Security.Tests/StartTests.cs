using KubeCredential.Storage;

namespace KubeCredential.Security.Tests;

/// <summary>A service that nobody could sign in to does not start, and a key for this machine is for this machine.</summary>
[Collection(SqliteAccessGroup.Name)]
public sealed class StartTests(SqliteAccess access)
{
    // Without the keys that tests have.
    private static readonly (string Name, string? Value)[] s_noKeys = [.. TestKeys.Environment.Keys.Select(static name => (name, (string?)null))];

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task A_service_refuses_to_start_without_a_key(string environment)
    {
        var refused = await Assert.ThrowsAsync<ServerStartException>(() => access.StartIssuanceAsync([.. s_noKeys, ("ASPNETCORE_ENVIRONMENT", environment)]));
        Assert.Contains("exit code 1.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Authentication:Keys:0:Key", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The published job has the configuration of the service, in which the keys' roles are, and none of its secrets.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("issuer")]
    public async Task Migrating_needs_no_key(string? roles)
    {
        var ended = await Assert.ThrowsAsync<ServerStartException>(() => access.StartIssuanceAsync([.. s_noKeys, ("Authentication__Keys__0__Roles", roles), ("Database__Migration", "Only")]));
        Assert.Contains("exit code 0.", ended.Message, StringComparison.Ordinal);
    }

    /// <summary>The key for developers, as the AppHost configures it.</summary>
    [Fact]
    public async Task A_key_for_this_machine_opens_nothing_for_whoever_comes_from_elsewhere()
    {
        const string secret = "a-secret-of-this-data-directory";
        var key = $"kc_dev_{secret}";
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(secret)));
        await using var service = await access.StartIssuanceAsync(
            ("Authentication__Keys__8__Id", "dev"), ("Authentication__Keys__8__Hash", hash), ("Authentication__Keys__8__Roles", "issuer,operator,auditor,replica"),
            ("Authentication__Keys__8__OnlyOnThisMachine", "true"), ("AllowedHosts", "issue.uni.example"));
        using var client = service.CreateClient(key);
        using var anonymous = service.CreateClient(null);
        foreach (var host in (string[])["localhost:3000", "127.0.0.1", "[::1]:3000", "issue.localhost"])
            Assert.Equal(HttpStatusCode.OK, (await client.SendAsync("GET", "api/v1/events", null, ("Host", host))).Status);

        (await client.SendAsync("GET", "admin/queue-stats", null, ("Host", "issue.uni.example"))).AssertProblem(HttpStatusCode.Unauthorized);
        (await client.SendAsync("GET", "admin/queue-stats", null, ("X-Forwarded-For", "192.0.2.1"))).AssertProblem(HttpStatusCode.Unauthorized);
        (await anonymous.SendAsync("POST", "api/v1/session", new { key }, ("Host", "issue.uni.example"))).AssertProblem(HttpStatusCode.Unauthorized);

        // What was begun with it here is good here alone, too.
        var link = (await client.SendAsync("POST", "api/v1/session/link"))["path"]!;
        var session = (await anonymous.SendAsync("POST", "api/v1/session", new { key })).Cookie(Browser.CookieName)!;
        Assert.Equal(HttpStatusCode.OK, (await anonymous.SendAsync("GET", "admin/queue-stats", null, ("Cookie", $"{Browser.CookieName}={session}"))).Status);
        (await anonymous.SendAsync("GET", "admin/queue-stats", null, ("Cookie", $"{Browser.CookieName}={session}"), ("Host", "issue.uni.example"))).AssertProblem(HttpStatusCode.Unauthorized);
        (await anonymous.SendAsync("GET", link, null, ("Host", "issue.uni.example"))).AssertProblem(HttpStatusCode.Unauthorized);

        // An operator elsewhere sees who is signed in here.
        using var operators = service.CreateClient(TestKeys.Of("operator"));
        var sessions = (await operators.SendAsync("GET", "admin/sessions?limit=200", null, ("Host", "issue.uni.example"))).Json.GetProperty("items").EnumerateArray();
        Assert.Contains(sessions, static one => one.GetProperty("actor").GetString() == "key:dev");
    }

    [Fact]
    public void The_file_of_a_service_that_runs_alone_is_for_its_owner()
    {
        foreach (var database in (string[])[access.IssuanceDatabase, access.VerificationDatabase])
        {
            var file = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(database).DataSource;
            foreach (var end in (string[])["", "-wal", "-shm", ".migration-lock"])
                Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file + end) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), file + end);
        }
    }

    [Fact]
    public void A_file_that_everybody_could_read_is_closed()
    {
        if (OperatingSystem.IsWindows()) return;
        var directory = Directory.CreateTempSubdirectory("kc-file-");
        var file = Path.Combine(directory.FullName, "below", "old.db");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        foreach (var end in (string[])["", "-wal"])
        {
            File.WriteAllText(file + end, "kept");
            File.SetUnixFileMode(file + end, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        SqliteFile.MakePrivate($"Data Source={file}");

        foreach (var end in (string[])["", "-wal"])
            Assert.Equal((UnixFileMode.UserRead | UnixFileMode.UserWrite, "kept"), (File.GetUnixFileMode(file + end), File.ReadAllText(file + end)));
        foreach (var memory in (string[])["Data Source=:memory:", "Data Source=x;Mode=Memory", "Data Source=file::memory:?cache=shared"])
            Assert.Null(SqliteFile.PathOf(memory));
        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Authentication__Keys__0__Key", "kc_x_short", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__0__Roles", "root", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__0__Roles", "", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__0__Id", "other", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__0__Hash", "00", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__0__Organisation", "Uni", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__1__Key", "kc_test_another-key-with-the-same-id", "Authentication:Keys:1")]
    [InlineData("Authentication__Keys__0__SpeaksFor", "operator", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__5__SpeaksFor", "replica", "Authentication:Keys:5")]
    [InlineData("Authentication__Keys__0__OnlyOnThisMachine", "perhaps", "Authentication:Keys:0")]
    [InlineData("AllowedHosts", "http://issue.uni.example", "AllowedHosts")]
    [InlineData("AllowedHosts", "localhost;issue.uni.example:443", "AllowedHosts")]
    [InlineData("Authentication__Authority", "https://provider.example", "Authentication:Audience")]
    [InlineData("Authentication__OpenIdConnect__Authority", "http://provider.example", "Authentication:OpenIdConnect:Authority")]
    public async Task A_setting_that_makes_no_sense_is_told_by_its_name(string name, string value, string told)
    {
        var refused = await Assert.ThrowsAsync<ServerStartException>(() => access.StartIssuanceAsync((name, value)));
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another-key-with", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_can_be_configured_by_its_hash()
    {
        const string secret = "a-secret-that-only-its-holder-has";
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(secret)));
        await using var service = await access.StartIssuanceAsync(
            ("Authentication__Keys__7__Id", "hashed"), ("Authentication__Keys__7__Hash", hash), ("Authentication__Keys__7__Roles", "operator, auditor"));
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("admin/queue-stats", $"kc_hashed_{secret}")).Status);
        (await service.GetAsync("admin/queue-stats", $"kc_hashed_{hash}")).AssertProblem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Metrics_can_be_given_to_everybody()
    {
        await using var service = await access.StartIssuanceAsync(("Telemetry__PrometheusAnonymous", "true"));
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("metrics", null)).Status);
    }
}
