using Microsoft.Extensions.Hosting;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubeCredential.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Tests;

/// <summary>Redis over TLS, with a certificate from an authority that only the configuration trusts.</summary>
public sealed class RedisTlsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kc-redis-tls-");
    private RedisServer? _server;
    private int _port;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=An authority of these tests", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authority = request.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        server.CertificateExtensions.Add(names.Build());
        using var certificate = server.Create(authority, from, to, [1, 2, 3, 4]);
        await File.WriteAllTextAsync(PathOf("ca.pem"), authority.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(PathOf("redis.pem"), certificate.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(PathOf("redis.key"), key.ExportPkcs8PrivateKeyPem(), Token);
        _port = FreePort();
        _server = await RedisServer.StartNewAsync(
            new RedisServerOptions
            {
                AppendOnly = AppendOnly.None,
                Arguments =
                [
                    "--tls-port", $"{_port}", "--tls-auth-clients", "no", "--tls-cert-file", PathOf("redis.pem"), "--tls-key-file", PathOf("redis.key"), "--tls-ca-cert-file", PathOf("ca.pem"),
                ],
            },
            Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task With_its_authority_a_service_signs_in_over_TLS()
    {
        await using var services = Services(PathOf("ca.pem"));

        var report = await HealthAsync(services);

        Assert.Equal(HealthStatus.Healthy, report.Status);
        var epoch = Guid.NewGuid();
        await services.GetRequiredService<EventPublisher>().SetEpochAsync(epoch);
        Assert.Equal(epoch, await services.GetRequiredService<EventPublisher>().GetEpochAsync());
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_refused_and_told()
    {
        await using var services = Services(null);

        // The first attempts to connect may end before the certificate is checked.
        var report = await Eventually.ResultAsync(
            async _ => await HealthAsync(services), static report => report.Description?.Contains("certificate", StringComparison.Ordinal) == true, TimeSpan.FromSeconds(20), "the certificate is named", TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains("its certificate is not trusted: see Redis:CertificateAuthority", report.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told()
    {
        // As in production: without signing in, a client may do nothing.
        await using (var administrator = await ConnectionMultiplexer.ConnectAsync(_server!.ConnectionString))
            await administrator.GetDatabase().ExecuteAsync("ACL", "SETUSER", "default", "resetpass");
        await using var services = Services(PathOf("ca.pem"), password: "another");

        var report = await Eventually.ResultAsync(
            async _ => await HealthAsync(services), static report => report.Description?.Contains("password", StringComparison.Ordinal) == true, TimeSpan.FromSeconds(20), "the password is named", TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains("it refuses the user or the password", report.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_refused_by_name()
    {
        File.WriteAllText(PathOf("none.pem"), "nothing");

        Assert.Contains("Redis:CertificateAuthority", Assert.Throws<InvalidOperationException>(() => Services(PathOf("none.pem"))).Message, StringComparison.Ordinal);
        Assert.Contains("Redis:CertificateAuthority", Assert.Throws<InvalidOperationException>(() => Services("/nowhere/ca.pem")).Message, StringComparison.Ordinal);
    }

    private ServiceProvider Services(string? authority, string password = ServiceUsers.Password)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["ConnectionStrings:redis"] = $"127.0.0.1:{_port},ssl=true,user=issuance,password={password}";
        builder.Configuration["Redis:CertificateAuthority"] = authority;
        builder.Services.AddLogging();
        builder.AddMessaging("redis");
        return builder.Services.BuildServiceProvider();
    }

    private static async Task<HealthReportEntry> HealthAsync(ServiceProvider services) =>
        (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["redis"];

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);
}
