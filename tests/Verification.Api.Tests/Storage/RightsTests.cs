using KubeCredential.Storage;
using Npgsql;
using Verification.Api.Storage;

namespace Verification.Api.Tests.Storage;

/// <summary>Tries what the verification service's role must not be able to do on PostgreSQL. All other tests show that it can do its work.</summary>
public sealed class RightsTests(PostgresStorage server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("CREATE TABLE mine (id int)")]
    [InlineData("ALTER TABLE credentials ADD COLUMN mine int")]
    [InlineData("ALTER TABLE audit_entries DISABLE TRIGGER ALL")]
    [InlineData("DROP TABLE credentials")]
    [InlineData("TRUNCATE credentials")]
    [InlineData("DELETE FROM read_model")]
    [InlineData("INSERT INTO read_model (id, live) VALUES (2, 1)")]
    [InlineData("DELETE FROM rebuilds")]
    [InlineData("UPDATE discarded_dead_letters SET reason = ''")]
    [InlineData("UPDATE discarded_dead_letters SET credential_id = NULL")]
    [InlineData("DELETE FROM discarded_dead_letters")]
    [InlineData("DELETE FROM issuer_knowledge")]
    [InlineData("UPDATE audit_entries SET actor = 'somebody else'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("UPDATE audit_seals SET hash = ''")]
    [InlineData("UPDATE api_keys SET roles = 'operator'")]
    [InlineData("SELECT rolpassword FROM pg_authid")]
    [InlineData("COPY (SELECT 1) TO PROGRAM 'true'")]
    [InlineData("SET ROLE postgres")]
    public async Task What_the_service_does_not_need_is_refused(string sql)
    {
        var database = await server.CreateAsync();
        await using var connection = await database.Dialect.OpenAsync(Token);
        await using var command = connection.Command(sql);

        var error = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Token));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    /// <summary>Every new table needs an entry that defines the service's privileges on it.</summary>
    [Fact]
    public async Task Every_table_has_its_rights_written_down()
    {
        await using var connection = new NpgsqlConnection(await server.CreateMigratedAsync());
        await connection.OpenAsync(Token);
        await using var command = connection.Command("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
        var tables = await command.ListAsync(static reader => reader.GetString(0), Token);

        Assert.Equal(tables.Order(StringComparer.Ordinal), TableRight.OfEveryService.Concat(VerificationRights.All).Select(static right => right.Table).Order(StringComparer.Ordinal));
    }
}
