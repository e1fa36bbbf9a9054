using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Issuance.Api.Tests.Api;
using KubeCredential.MailCatcher;

namespace Issuance.Api.Tests.Holders;

/// <summary>Messages and the password go over an encrypted connection, to a server whose certificate is trusted.</summary>
public sealed class MailServerTests(SqliteIssuance issuance) : IClassFixture<SqliteIssuance>, IDisposable
{
    private const string User = "credentials", Password = "kc-a-password-of-a-test";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kc-mail-server-");
    private readonly ConcurrentBag<(string User, string Password)> _signIns = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("starttls")]
    [InlineData("tls")]
    public async Task Mail_is_sent_after_signing_in_and_waits_where_the_certificate_is_not_trusted_or_the_password_is_wrong(string security)
    {
        using var certificate = SelfSigned();
        var trusted = Path.Combine(_directory.FullName, "trusted.pem");
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem(), Token);
        var folder = new MailFolder(Path.Combine(_directory.FullName, "mail"), TimeProvider.System);
        var port = LoopbackPorts.Take();
        try
        {
            await using var server = MailCatcherServer.Start(folder, port, new MailBehaviour { Certificate = certificate, IsEncryptedFromTheBeginning = security == "tls", SignIn = SignIn });
            var email = await InviteAsync();
            await WaitsAsync(port, security);
            Assert.Empty(_signIns); // The password was not even sent.
            await WaitsAsync(port, security, ("SSL_CERT_FILE", trusted), ("Mail__Password", "wrong"));
            Assert.All(_signIns, static one => Assert.Equal((User, "wrong"), one));
            Assert.Empty(folder.Mails);

            await using var service = await StartAsync(port, security, ("SSL_CERT_FILE", trusted));
            await Eventually.TrueAsync(_ => Task.FromResult(folder.Mails.Any(mail => mail.Recipients.Contains(email))), s_limit, "the message has come", Token);
            Assert.Contains((User, Password), _signIns);
        }
        finally
        {
            LoopbackPorts.Return(port);
        }
    }

    [Fact]
    public async Task Nothing_goes_in_the_clear_to_a_server_that_offers_no_encryption()
    {
        var folder = new MailFolder(Path.Combine(_directory.FullName, "mail"), TimeProvider.System);
        var port = LoopbackPorts.Take();
        try
        {
            await using var server = MailCatcherServer.Start(folder, port);
            await InviteAsync();
            await WaitsAsync(port, "starttls");
            Assert.Empty(folder.Mails);
        }
        finally
        {
            LoopbackPorts.Return(port);
        }
    }

    /// <summary>A service with these settings sends nothing, and its health says so.</summary>
    private async Task WaitsAsync(int port, string security, params (string, string)[] settings)
    {
        await using var service = await StartAsync(port, security, settings);
        var client = new ApiClient(service.HttpClient);
        await Eventually.ResultAsync(_ => client.GetAsync("/health"), static answer => answer["mail"].GetProperty("state").GetString() == "serverUnavailable" && answer.TextOf("status") == "degraded", s_limit, "health says that the server lets nobody in", Token);
        Assert.DoesNotContain(service.Output, static line => line.Contains(Password, StringComparison.Ordinal));
    }

    private Task<DotnetService> StartAsync(int port, string security, params (string, string)[] settings) => issuance.StartServiceAsync(
    [
        ("Mail__Host", "localhost"), ("Mail__Port", $"{port}"), ("Mail__Security", security), ("Mail__UserName", User), ("Mail__Password", Password), ("Mail__From", "credentials@university.example"),
        ("Mail__FirstRetry", "00:00:00.050"), ("Mail__LongestRetry", "00:00:00.500"), ("Mail__Timeout", "00:00:05"), ("Mail__Lease", "00:00:03"), ("Holders__PollInterval", "00:00:00.050"), .. Addresses, .. settings,
    ]);

    private static (string, string)[] Addresses => [("Issuers__PublicAddress", "https://credentials.university.example"), ("Batches__VerifyAddress", "https://verify.university.example")];

    /// <summary>Leaves a message for the next service that has a mail server.</summary>
    /// <returns>The address that it goes to.</returns>
    private async Task<string> InviteAsync()
    {
        var email = $"holder-{Guid.NewGuid():N}@example.org";
        // It has a server so that it takes an invitation by e-mail, and that server is not there.
        await using var service = await StartAsync(9, "none");
        var client = new ApiClient(service.HttpClient);
        var issued = await client.IssueAsync($$"""{"holderName":"Ada Lovelace","holderEmail":"{{email}}","holderId":"{{Guid.NewGuid():N}}","credentialType":"Degree","issuerName":"University of London"}""");
        Assert.True(issued.Status == HttpStatusCode.Created, issued.Text);
        var invited = await client.PostAsync($"/api/v1/credentials/{issued.TextOf("credential", "id")}/invitations", """{"delivery":"email"}""");
        Assert.True(invited.Status is HttpStatusCode.Created or HttpStatusCode.Accepted, invited.Text);
        return email;
    }

    private bool SignIn(string user, string password)
    {
        _signIns.Add((user, password));
        return (user, password) == (User, Password);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
