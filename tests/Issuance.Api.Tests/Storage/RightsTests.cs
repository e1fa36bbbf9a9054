using KubeCredential.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Issuance.Api.Tests.Storage;

/// <summary>Tries what the issuance service's role must not be able to do on PostgreSQL. All other tests show that it can do its work.</summary>
public sealed class RightsTests(TestDatabases databases) : StorageTests(databases, DatabaseKind.Postgres)
{
    private const string Role = "issuance";
    private readonly TestDatabases _databases = databases;

    [Theory]
    [InlineData("CREATE TABLE mine (id int)")]
    [InlineData("CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'")]
    [InlineData("CREATE SCHEMA mine")]
    [InlineData("ALTER TABLE credentials ADD COLUMN mine int")]
    [InlineData("ALTER TABLE audit_entries DISABLE TRIGGER ALL")]
    [InlineData("ALTER TABLE credential_events DISABLE TRIGGER credential_events_append_only")]
    [InlineData("DROP TRIGGER audit_entries_append_only ON audit_entries")]
    [InlineData("SET session_replication_role = replica")]
    [InlineData("DROP TABLE outbox")]
    [InlineData("TRUNCATE outbox")]
    [InlineData("UPDATE credential_events SET status = '{}'")]
    [InlineData("DELETE FROM credential_events")]
    [InlineData("TRUNCATE credential_events")]
    [InlineData("UPDATE audit_entries SET actor = 'somebody else'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    [InlineData("UPDATE audit_seals SET hash = ''")]
    [InlineData("DELETE FROM audit_seals")]
    [InlineData("UPDATE credentials SET holder_name = 'Somebody Else'")]
    [InlineData("UPDATE credentials SET content = '{}'")]
    [InlineData("DELETE FROM credentials")]
    [InlineData("UPDATE api_keys SET roles = 'issuer,operator,auditor'")]
    [InlineData("UPDATE api_keys SET hash = ''")]
    [InlineData("DELETE FROM api_keys")]
    [InlineData("DELETE FROM \"__EFMigrationsHistory\"")]
    [InlineData("SELECT rolpassword FROM pg_authid")]
    [InlineData("COPY (SELECT 1) TO PROGRAM 'true'")]
    [InlineData("COPY credentials TO '/tmp/all'")]
    [InlineData("SELECT pg_read_file('/etc/passwd')")]
    [InlineData("CREATE ROLE mine")]
    [InlineData("ALTER ROLE issuance SUPERUSER")]
    [InlineData("SET ROLE postgres")]
    [InlineData("CREATE DATABASE mine")]
    public async Task What_the_service_does_not_need_is_refused(string sql)
    {
        await using var connection = await Database.Dialect.OpenAsync(Token);
        await using var command = connection.Command(sql);

        var error = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Token));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    /// <summary>Every new table needs an entry that defines the service's privileges on it.</summary>
    [Fact]
    public async Task Every_table_has_its_rights_written_down()
    {
        var tables = await Database.ListAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1", static reader => reader.GetString(0));

        Assert.Equal(tables.Order(StringComparer.Ordinal), TableRight.OfEveryService.Concat(Service.Rights).Where(static right => !right.IsOnFunction).Select(static right => right.Table).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nobody_else_is_let_into_the_database()
    {
        var owner = await _databases.CreateEmptyAsync(DatabaseKind.Postgres, Token);
        await using var database = new TestDatabase(owner);
        await TestDatabases.MigrateAsync(owner, Token);
        Assert.False(await database.ReadAsync($"SELECT has_database_privilege('{Role}', current_database(), 'TEMP, CREATE')", static reader => reader.GetBoolean(0)));
        await database.ExecuteAsync("DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
        await using var stranger = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Username = "stranger", Pooling = false }.ConnectionString);

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => stranger.OpenAsync(Token))).SqlState);
    }

    /// <summary>A database from the time when one role did everything.</summary>
    [Fact]
    public async Task An_older_database_gets_the_role_and_keeps_its_rows()
    {
        var owner = await _databases.CreateEmptyAsync(DatabaseKind.Postgres, Token);
        await TestDatabases.MigrateAsOneRoleAsync(owner, Token);
        await using var database = new TestDatabase(owner);
        await database.ExecuteAsync("INSERT INTO sign_in_links (id, actor, name, roles, signed_in_at, expires_at) VALUES ('kept', 'a', 'n', 'issuer', now(), now())");

        await TestDatabases.MigrateAsync(owner, Token);

        Assert.Single(await database.AppendAsync(1));
        Assert.Equal(1, await database.CountAsync("sign_in_links"));
    }

    [Fact]
    public async Task Rights_that_were_given_by_hand_are_taken_back_at_the_next_migration()
    {
        await Database.ExecuteAsync($"GRANT UPDATE, DELETE ON audit_entries TO {Role}");

        await TestDatabases.MigrateAsync(Database.ConnectionString, Token);

        Assert.False(await Database.ReadAsync($"SELECT has_table_privilege('{Role}', 'audit_entries', 'UPDATE') OR has_table_privilege('{Role}', 'audit_entries', 'DELETE')", static reader => reader.GetBoolean(0)));
    }

    /// <summary>PostgreSQL lets every role change its own defaults. Such defaults must have no effect, be reported, and be removed by the next migration.</summary>
    [Theory]
    [InlineData("synchronous_commit", "off", "on")]
    [InlineData("default_transaction_read_only", "on", "off")]
    [InlineData("default_transaction_isolation", "serializable", "read committed")]
    [InlineData("statement_timeout", "1h", "0")]
    [InlineData("search_path", "pg_catalog", "\"$user\", public")]
    [InlineData("transform_null_equals", "on", "off")]
    [InlineData("enable_indexscan", "off", "on")]
    public async Task Defaults_that_the_role_gives_itself_have_no_effect(string name, string value, string expected)
    {
        await using (var connection = await Database.Dialect.OpenAsync(Token))
        {
            await using var change = connection.Command($"ALTER ROLE {Role} IN DATABASE \"{connection.Database}\" SET {name} = '{value}'");
            await change.ExecuteNonQueryAsync(Token); // PostgreSQL does not refuse it.
        }

        await using var later = DatabaseExtensions.PostgresDataSource(ServiceUsers.InPostgres(Database.ConnectionString, Role));
        var dialect = new PostgresDialect(later);
        await using (var connection = await dialect.OpenAsync(Token))
        {
            await using var show = connection.Command($"SHOW {name}");
            Assert.Equal(expected, await show.ExecuteScalarAsync(Token));
        }

        var readiness = new DatabaseReadiness();
        readiness.Set();
        var health = new DatabaseHealthCheck(dialect, readiness);
        var told = await health.CheckHealthAsync(new(), Token);
        Assert.Equal(HealthStatus.Degraded, told.Status);
        Assert.Contains(name, told.Description, StringComparison.Ordinal);

        await TestDatabases.MigrateAsync(Database.ConnectionString, Token);

        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(new(), Token)).Status);
    }

    /// <summary>The same for its password: an attacker who took over the service loses access at the next migration.</summary>
    [Fact]
    public async Task A_password_that_the_role_gave_itself_ends_with_the_next_migration()
    {
        var access = Path.Combine(Path.GetTempPath(), $"kc-hba-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(access, "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n", Token);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(access, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await using var server = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false, Settings = new Dictionary<string, string> { ["hba_file"] = access } }, Token);
        var database = await server.CreateDatabaseAsync("password", Token);
        var given = new NpgsqlConnectionStringBuilder(ServiceUsers.InPostgres(database, Role)) { Pooling = false };
        var stolen = new NpgsqlConnectionStringBuilder(given.ConnectionString) { Password = "known-to-somebody-else" };
        await TestDatabases.MigrateAsync(database, Token);
        await using (var connection = new NpgsqlConnection(given.ConnectionString))
        {
            await connection.OpenAsync(Token);
            await using var change = new NpgsqlCommand($"ALTER ROLE {Role} PASSWORD '{stolen.Password}'", connection);
            await change.ExecuteNonQueryAsync(Token); // PostgreSQL does not refuse it.
        }

        Assert.Equal((false, true), (await SignsInAsync(given), await SignsInAsync(stolen)));

        await TestDatabases.MigrateAsync(database, Token);

        Assert.Equal((true, false), (await SignsInAsync(given), await SignsInAsync(stolen)));
        File.Delete(access);

        static async Task<bool> SignsInAsync(NpgsqlConnectionStringBuilder settings)
        {
            try
            {
                await using var connection = new NpgsqlConnection(settings.ConnectionString);
                await connection.OpenAsync(Token);
                return true;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                return false;
            }
        }
    }

    /// <summary>If the owner may not create roles, the error names the statement that an administrator must run.</summary>
    [Fact]
    public async Task An_owner_who_may_not_make_the_role_says_what_to_do()
    {
        await Database.ExecuteAsync("DO $$ BEGIN CREATE ROLE plain_owner LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
        await using var owner = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = "plain_owner", Pooling = false }.ConnectionString);
        await owner.OpenAsync(Token);
        var role = new ApplicationRole(ServiceUsers.InPostgres(Database.ConnectionString, "nobody_has_made_it"), Service.Rights);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => role.PrepareAsync(owner, Token));

        Assert.Contains("CREATE ROLE \"nobody_has_made_it\" LOGIN PASSWORD", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ServiceUsers.Password, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_whose_rights_are_still_to_be_granted_is_told_so()
    {
        await using var connection = (NpgsqlConnection)await Database.Dialect.OpenAsync(Token);
        var role = new ApplicationRole(ServiceUsers.InPostgres(Database.ConnectionString, Role), Service.Rights);
        Assert.Empty(await role.MissingAsync(connection, Token));

        await Database.ExecuteAsync($"REVOKE ALL ON sessions FROM {Role}");

        Assert.Equal(["sessions"], await role.MissingAsync(connection, Token));
    }
}
