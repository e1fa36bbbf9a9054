using System.Security.Cryptography.X509Certificates;
using KubeCredential.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Verification.Api.Reports;
using Verification.Api.Tests.Storage;

namespace Verification.Api.Tests.Reports;

/// <summary>The certificates with which reports are signed, in the database.</summary>
public abstract class ReportCertificateTests(StorageServer server)
{
    private const string Secret = "a-secret-for-reports-and-nothing-else";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_replicas_sign_with_the_same_one_and_so_they_do_after_a_restart()
    {
        var database = await server.CreateAsync();
        var replicas = Enumerable.Range(0, 4).Select(_ => Of(database)).ToArray();
        var found = await Task.WhenAll(replicas.Select(static one => Task.Run(() => one.CurrentAsync(Token))));
        Assert.Single(found.Select(static one => one.Thumbprint).Distinct());
        Assert.Equal(found[0].Thumbprint, (await Of(database).CurrentAsync(Token)).Thumbprint);
        Assert.Equal(1, await database.CountAsync("SELECT COUNT(*) FROM report_certificates"));

        using var key = found[0].GetECDsaPrivateKey();
        Assert.Equal(256, key!.KeySize);
        Assert.Equal(("CN=verify.example.org", "CN=verify.example.org"), (found[0].Subject, found[0].Issuer));
        Assert.InRange(found[0].NotAfter.ToUniversalTime(), DateTime.UtcNow.AddYears(9), DateTime.UtcNow.AddYears(11));
    }

    [Fact]
    public async Task The_private_key_is_not_in_the_database_as_it_is()
    {
        var database = await server.CreateAsync();
        var certificate = await Of(database).CurrentAsync(Token);
        using var key = certificate.GetECDsaPrivateKey();
        var d = Convert.ToHexString(key!.ExportParameters(includePrivateParameters: true).D!);
        await using var connection = await database.Dialect.OpenAsync(Token);
        await using var command = connection.Command("SELECT private_key FROM report_certificates");
        var stored = (await command.ListAsync(static reader => reader.GetFieldValue<byte[]>(0), Token)).Single();
        Assert.DoesNotContain(d, Convert.ToHexString(stored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_name_or_another_secret_makes_another_one_and_the_old_one_stays_published_as_long_as_it_can_be_read()
    {
        var database = await server.CreateAsync();
        var first = await Of(database).CurrentAsync(Token);
        var renamed = Of(database, name: "Registrar's verifier");
        var second = await renamed.CurrentAsync(Token);
        Assert.Equal("CN=Registrar's verifier", second.Subject);
        Assert.Equal([second.Thumbprint, first.Thumbprint], (await renamed.ListAsync(Token)).Select(static one => one.Thumbprint));
        Assert.Same(await renamed.ListAsync(Token), await renamed.ListAsync(Token)); // Everybody may ask: the database is not read each time.
        // A replica that has the former name yet does not make another one.
        Assert.Equal(first.Thumbprint, (await Of(database).CurrentAsync(Token)).Thumbprint);

        var other = Of(database, secret: "another-secret-that-is-long-enough-for-it");
        var third = await other.CurrentAsync(Token);
        Assert.Equal([third.Thumbprint], (await other.ListAsync(Token)).Select(static one => one.Thumbprint));
    }

    [Theory]
    [InlineData("certificate")]
    [InlineData("private_key")]
    public async Task A_row_that_somebody_else_wrote_is_not_believed(string column)
    {
        var (database, foreign) = (await server.CreateAsync(), await server.CreateAsync());
        var first = await Of(database).CurrentAsync(Token);
        var theirs = await Of(foreign, secret: "the-secret-of-somebody-else-entirely").CurrentAsync(Token);
        await using (var connection = await foreign.Dialect.OpenAsync(Token))
        await using (var command = connection.Command($"SELECT {column} FROM report_certificates"))
        {
            var bytes = Convert.ToHexString((await command.ListAsync(static reader => reader.GetFieldValue<byte[]>(0), Token)).Single());
            await database.ExecuteAsync($"UPDATE report_certificates SET {column} = {(database.Dialect.IsSqlite ? $"x'{bytes}'" : $"decode('{bytes}', 'hex')")}");
        }

        var after = Of(database);
        var current = await after.CurrentAsync(Token);
        Assert.DoesNotContain(current.Thumbprint, (string[])[first.Thumbprint, theirs.Thumbprint]);
        Assert.Equal([current.Thumbprint], (await after.ListAsync(Token)).Select(static one => one.Thumbprint));
    }

    private static ReportCertificates Of(TestDatabase database, string secret = Secret, string? name = null)
    {
        var options = Options.Create(new ReportOptions { KeySecret = secret, Address = new Uri("https://verify.example.org"), Name = name });
        return new ReportCertificates(database.Dialect, new Verifier(options), options, TimeProvider.System, NullLogger<ReportCertificates>.Instance);
    }
}

public sealed class ReportCertificateOnSqliteTests(SqliteStorage server) : ReportCertificateTests(server);

public sealed class ReportCertificateOnPostgresTests(PostgresStorage server) : ReportCertificateTests(server);
