namespace KubeCredential.Access.Tests;

/// <summary>A service that nobody could sign in to does not start, and a key for developers is for developers.</summary>
[Collection(SqliteAccessGroup.Name)]
public sealed class StartTests(SqliteAccess access)
{
    private const string DevelopmentKey = "kc_dev_only-on-the-machine-of-a-developer";

    // Without the keys that tests have.
    private static readonly (string Name, string? Value)[] s_noKeys = [.. TestKeys.Environment.Keys.Select(static name => (name, (string?)null))];

    [Fact]
    public async Task Outside_development_a_service_refuses_to_start_without_a_key()
    {
        var refused = await Assert.ThrowsAsync<ServerStartException>(() => access.StartIssuanceAsync(s_noKeys));
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

    [Fact]
    public async Task The_key_for_developers_works_in_development_only()
    {
        await using var development = await access.StartIssuanceAsync([.. s_noKeys, ("ASPNETCORE_ENVIRONMENT", "Development")]);
        Assert.Equal(HttpStatusCode.OK, (await development.GetAsync("admin/queue-stats", DevelopmentKey)).Status);
        Assert.Equal(HttpStatusCode.OK, (await development.GetAsync("api/v1/events", DevelopmentKey)).Status);
        (await access.Issuance.GetAsync("admin/queue-stats", DevelopmentKey)).AssertProblem(HttpStatusCode.Unauthorized);
        (await access.Verification.GetAsync("admin/queue-stats", DevelopmentKey)).AssertProblem(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Authentication__Keys__0__Key", "kc_x_short", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__0__Roles", "root", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__0__Roles", "", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__0__Id", "other", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__0__Hash", "00", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__0__Organisation", "Uni", "Authentication:Keys:0")]
    [InlineData("Authentication__Keys__1__Key", "kc_test_another-key-with-the-same-id", "Authentication:Keys:1")]
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
