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
        Assert.Equal([second.Thumbprint, first.Thumbprint], (await renamed.ListAsync(Token)).Select(static one => one.Certificate.Thumbprint));
        Assert.Same(await renamed.ListAsync(Token), await renamed.ListAsync(Token)); // Everybody may ask: the database is not read each time.
        // A replica that has the former name yet does not make another one.
        Assert.Equal(first.Thumbprint, (await Of(database).CurrentAsync(Token)).Thumbprint);

        var other = Of(database, secret: "another-secret-that-is-long-enough-for-it");
        var third = await other.CurrentAsync(Token);
        Assert.Equal([third.Thumbprint], (await other.ListAsync(Token)).Select(static one => one.Certificate.Thumbprint));
    }

    [Fact]
    public async Task After_a_rotation_every_replica_signs_with_the_new_one_at_once_and_the_old_one_stays_published_as_retired()
    {
        var database = await server.CreateAsync();
        var (one, other) = (Of(database), Of(database));
        var first = await one.CurrentAsync(Token);
        Assert.Equal(first.Thumbprint, (await other.CurrentAsync(Token)).Thumbprint);

        await one.RotateAsync("ada", Token);

        var second = await other.CurrentAsync(Token);
        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        Assert.Equal(second.Thumbprint, (await one.CurrentAsync(Token)).Thumbprint);
        foreach (var replica in (ReportCertificates[])[one, other, Of(database)])
            Assert.Equal([(second.Thumbprint, "active", false), (first.Thumbprint, "retired", false)], await StatesAsync(replica));
        Assert.Equal([("signing-key.rotated", "ada", $"Report certificate {ReportCertificates.FingerprintOf(second)} is active.")], await AuditAsync(database));
    }

    [Fact]
    public async Task Rotations_at_the_same_moment_each_make_one()
    {
        var database = await server.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Of(database).RotateAsync("ada", Token))));
        var states = await StatesAsync(Of(database));
        Assert.Equal(["active", "retired", "retired", "retired", "retired"], states.Select(static one => one.State));
    }

    [Fact]
    public async Task A_compromised_one_is_replaced_at_once_stays_published_as_such_and_brings_no_retired_one_back()
    {
        var database = await server.CreateAsync();
        var (one, other) = (Of(database), Of(database));
        var first = await one.CurrentAsync(Token);
        await one.RotateAsync("ada", Token);
        var second = await other.CurrentAsync(Token);

        Assert.Null(await one.CompromiseAsync(ReportCertificates.FingerprintOf(first)[1..], "stolen", "ada", Token));
        Assert.False(await one.CompromiseAsync(ReportCertificates.FingerprintOf(second), "stolen", "ada", Token));
        Assert.True(await one.CompromiseAsync(ReportCertificates.FingerprintOf(second), "stolen", "ada", Token));

        var third = await other.CurrentAsync(Token);
        Assert.DoesNotContain(third.Thumbprint, (string[])[first.Thumbprint, second.Thumbprint]);
        foreach (var replica in (ReportCertificates[])[one, other])
            Assert.Equal([(third.Thumbprint, "active", false), (second.Thumbprint, "compromised", true), (first.Thumbprint, "retired", false)], await StatesAsync(replica));

        // A retired one can turn out to be compromised, too: what is signed with stays.
        Assert.False(await other.CompromiseAsync(ReportCertificates.FingerprintOf(first), "stolen long ago", "bob", Token));
        Assert.Equal(third.Thumbprint, (await one.CurrentAsync(Token)).Thumbprint);
        Assert.Equal(["active", "compromised", "compromised"], (await StatesAsync(one)).Select(static at => at.State));
        Assert.Equal(
            [("signing-key.compromised", "ada", $"Report certificate {ReportCertificates.FingerprintOf(second)}: stolen"), ("signing-key.compromised", "bob", $"Report certificate {ReportCertificates.FingerprintOf(first)}: stolen long ago")],
            (await AuditAsync(database)).Skip(1));
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
        Assert.Equal([current.Thumbprint], (await after.ListAsync(Token)).Select(static one => one.Certificate.Thumbprint));
    }

    private static async Task<List<(string Thumbprint, string State, bool HasTime)>> StatesAsync(ReportCertificates replica) =>
        [.. (await replica.ListAsync(Token)).Select(static one => (one.Certificate.Thumbprint, one.State, one.CompromisedAt is not null))];

    private static async Task<List<(string, string, string)>> AuditAsync(TestDatabase database)
    {
        await using var connection = await database.Dialect.OpenAsync(Token);
        await using var command = connection.Command("SELECT action, actor, detail FROM audit_entries ORDER BY position");
        return await command.ListAsync(static reader => (reader.GetString(0), reader.GetString(1), reader.GetString(2)), Token);
    }

    private static ReportCertificates Of(TestDatabase database, string secret = Secret, string? name = null)
    {
        var options = Options.Create(new ReportOptions { KeySecret = secret, Address = new Uri("https://verify.example.org"), Name = name });
        return new ReportCertificates(database.Dialect, new Verifier(options), options, TimeProvider.System, NullLogger<ReportCertificates>.Instance);
    }
}

public sealed class ReportCertificateOnSqliteTests(SqliteStorage server) : ReportCertificateTests(server);

public sealed class ReportCertificateOnPostgresTests(PostgresStorage server) : ReportCertificateTests(server);
