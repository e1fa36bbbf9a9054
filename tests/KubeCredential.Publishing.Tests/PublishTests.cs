using KubeCredential.TestServers;

namespace KubeCredential.Publishing.Tests;

/// <summary>The commands that publish.</summary>
public sealed class PublishTests(Published published)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publishing_again_writes_the_same_bytes()
    {
        var again = published.NewDirectory();
        (await Published.PublishAsync("publish-kubernetes", again, [], Cancel)).Succeeded();
        (await Published.PublishAsync("publish-compose", again, [], Cancel)).Succeeded();

        Assert.Equal(Published.Files(published.Output), Published.Files(again));
    }

    [Theory]
    [InlineData("Overlays names 'staging'; allowed is development and production", "Overlays=production,staging")]
    [InlineData("Registry is 'GHCR.io/Acme'", "Registry=GHCR.io/Acme")]
    [InlineData("Tag is 'latest'", "Tag=latest")]
    [InlineData("Domain is 'no domain'", "Domain=no domain")]
    [InlineData("names a file that does not exist: /nowhere/secrets.env", "SecretsFile=/nowhere/secrets.env")]
    public async Task A_bad_setting_is_refused_by_name_and_nothing_is_written(string message, string setting) =>
        await RefusedAsync(message, "publish-kubernetes", setting);

    [Theory]
    [InlineData("postgres-password is missing", "redis-password=k3Zp8vQ1xT7nW5rY2mB9")]
    [InlineData("redis-password is missing", "redis-password=\npostgres-password=k3Zp8vQ1xT7nW5rY2mB9")]
    [InlineData("redis-issuance-password is missing", "redis-password=k3Zp8vQ1xT7nW5rY2mB9")]
    [InlineData("issuance-service-key is missing", "redis-password=k3Zp8vQ1xT7nW5rY2mB9")]
    [InlineData("issuance-admin-key contains the word 'secret'", "issuance-admin-key=MySecret-2026-and-longer")]
    [InlineData("redis-password has 4 characters; 16 are needed", "redis-password=abcd\npostgres-password=k3Zp8vQ1xT7nW5rY2mB9")]
    [InlineData("postgres-password contains the word 'password'", "redis-password=k3Zp8vQ1xT7nW5rY2mB9\npostgres-password=MyPassword-2026-long")]
    [InlineData("redis-password is the value for development", "redis-password=development-only-redis-password\npostgres-password=k3Zp8vQ1xT7nW5rY2mB9")]
    [InlineData("redis-password repeats too few characters", "redis-password=ababababababababab\npostgres-password=k3Zp8vQ1xT7nW5rY2mB9")]
    [InlineData("postgres-password has characters other than", "redis-password=k3Zp8vQ1xT7nW5rY2mB9\npostgres-password=k3Zp8vQ1;T7nW5rY2mB9")]
    [InlineData("mail-password is unknown; the secrets are issuance-admin-key, issuance-service-key, issuer-key-secret, postgres-issuance-password, postgres-password, postgres-verification-password, redis-issuance-password, redis-password, redis-verification-password, report-key-secret, signing-master-key, verification-admin-key, verification-service-key", "mail-password=x")]
    [InlineData("issuance-admin-key-hash is unknown", "issuance-admin-key-hash=0")]
    public async Task A_weak_or_missing_secret_is_refused_by_name_and_not_shown(string message, string secrets)
    {
        var file = Path.Combine(published.NewDirectory(), "secrets.env");
        await File.WriteAllTextAsync(file, secrets, Cancel);

        var said = await RefusedAsync(message, "publish-kubernetes", $"SecretsFile={file}");

        Assert.DoesNotContain("MyPassword", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Published.StrongSecret, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_step_is_refused() => await RefusedAsync("publish-kubernets", "publish-kubernets", "Overlays=production");

    [Fact]
    public async Task A_failed_publish_leaves_what_was_there()
    {
        var output = published.NewDirectory();
        (await Published.PublishAsync("publish-kubernetes", output, [], Cancel)).Succeeded();
        var before = Published.Files(output);
        var weak = Path.Combine(published.NewDirectory(), "weak.env");
        await File.WriteAllTextAsync(weak, "redis-password=a\n", Cancel);

        Assert.NotEqual(0, (await Published.PublishAsync("publish-kubernetes", output, [$"SecretsFile={weak}"], Cancel)).ExitCode);

        Assert.Equal(before, Published.Files(output));
        Assert.Equal(["kubernetes"], Directory.EnumerateFileSystemEntries(output).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_to_is_a_failure()
    {
        var file = Path.Combine(published.NewDirectory(), "file");
        await File.WriteAllTextAsync(file, "", Cancel);

        var result = await Published.PublishAsync("publish-compose", file, [], Cancel);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(file, result.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_overlays_asked_for_are_written()
    {
        var output = published.NewDirectory();
        (await Published.PublishAsync("publish-kubernetes", output, ["Overlays=development"], Cancel)).Succeeded();

        Assert.Equal(["development"], Directory.EnumerateDirectories(Path.Combine(output, "kubernetes/overlays")).Select(Path.GetFileName));
    }

    /// <summary>Who a client is counts for its limits, so nobody but proxies may say it.</summary>
    [Fact]
    public void Services_believe_the_web_apps_alone_and_those_believe_no_client()
    {
        foreach (var (name, text) in Published.Files(published.Output))
        {
            Assert.False(text.Contains("FORWARDEDHEADERS", StringComparison.OrdinalIgnoreCase), name);
            if (Path.GetFileName(name) == "compose.yaml") Assert.Equal((4, 2), (Count(text, "Proxies__Known: \"10.0.0.0/8,"), Count(text, "TRUSTED_PROXIES: \"10.0.0.0/8,")));
        }

        var nginx = File.ReadAllText(Path.Combine(RepositoryLayout.Root, "frontends/nginx/nginx.conf.template"));
        Assert.Contains("proxy_set_header X-Forwarded-For $remote_addr;", nginx, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy_add_x_forwarded_for", nginx, StringComparison.Ordinal);

        static int Count(string text, string part) => text.Split(part).Length - 1;
    }

    /// <summary>The services read in them what their OpenAPI documents say of types.</summary>
    [Fact]
    public void Images_of_the_services_have_the_documentation_files() =>
        Assert.DoesNotContain("PublishDocumentationFiles=false", File.ReadAllText(Path.Combine(RepositoryLayout.Root, "Dockerfile")), StringComparison.Ordinal);

    /// <summary>nginx's own lines about a request hold its query, in which a holder's name may be; its lines about requests are the access log's.</summary>
    [Fact]
    public void Nginx_logs_no_query()
    {
        var nginx = File.ReadAllText(Path.Combine(RepositoryLayout.Root, "frontends/nginx/nginx.conf.template"));
        Assert.Contains("\nerror_log stderr alert;\n", nginx, StringComparison.Ordinal);
        var format = nginx.Split('\n').Single(static line => line.Contains("log_format", StringComparison.Ordinal));
        Assert.All((string[])["$request ", "$request'", "$request_uri", "$args", "$query_string", "$http_referer"], variable => Assert.DoesNotContain(variable, format, StringComparison.Ordinal));
    }

    /// <summary>nginx in the images sends what the browser tests are run with.</summary>
    [Fact]
    public void Nginx_sends_the_content_security_policy_of_the_development_server()
    {
        var source = File.ReadAllText(Path.Combine(RepositoryLayout.Root, "frontends/shared/vite.base.ts"));
        var start = source.IndexOf("contentSecurityPolicy = [", StringComparison.Ordinal);
        var directives = System.Text.RegularExpressions.Regex.Matches(source[start..source.IndexOf(']', start)], "\"([^\"]+)\"").Select(match => match.Groups[1].Value);

        Assert.Contains($"Content-Security-Policy \"{string.Join("; ", directives)}\" always;", File.ReadAllText(Path.Combine(RepositoryLayout.Root, "frontends/nginx/nginx.conf.template")), StringComparison.Ordinal);
    }

    private async Task<string> RefusedAsync(string message, string step, string setting)
    {
        var output = Path.Combine(published.NewDirectory(), "out");

        var result = await Published.PublishAsync(step, output, [setting], Cancel);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(message, result.Everything, StringComparison.Ordinal);
        Assert.True(!Directory.Exists(output) || !Directory.EnumerateFileSystemEntries(output).Any());
        return result.Everything;
    }
}
