using System.Security.Cryptography;
using Issuance.Api.Console;
using KubeCredential.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Issuance.Api.Tests.Storage;

/// <summary>The keys that protect cookies, stored in the database with the service's own rights.</summary>
public abstract class CookieKeyTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    public sealed class OnSqlite(TestDatabases databases) : CookieKeyTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : CookieKeyTests(databases, DatabaseKind.Postgres)
    {
        [Theory]
        [InlineData("UPDATE data_protection_keys SET xml = ''")]
        [InlineData("DELETE FROM data_protection_keys")]
        public async Task The_service_may_add_keys_and_no_more(string sql)
        {
            await using var replica = Replica();
            ProtectorOf(replica).Protect("a");
            await using var connection = await Database.Dialect.OpenAsync(Token);
            await using var command = connection.Command(sql);

            var error = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Token));

            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
        }
    }

    [Fact]
    public async Task What_one_replica_protects_another_reads()
    {
        await using var one = Replica();
        var cookie = ProtectorOf(one).Protect("a session");

        await using var other = Replica();

        Assert.Equal("a session", ProtectorOf(other).Unprotect(cookie));
        Assert.Equal(1, await Database.CountAsync("data_protection_keys"));
    }

    [Fact]
    public async Task A_key_that_is_not_in_the_database_opens_nothing()
    {
        await using var one = Replica();
        var cookie = ProtectorOf(one).Protect("a session");
        await Database.ExecuteAsync("DELETE FROM data_protection_keys");

        await using var other = Replica();

        Assert.Throws<CryptographicException>(() => ProtectorOf(other).Unprotect(cookie));
    }

    private ServiceProvider Replica()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(Database.Dialect);
        services.AddCookieKeys();
        return services.BuildServiceProvider();
    }

    private static IDataProtector ProtectorOf(ServiceProvider replica) => replica.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
