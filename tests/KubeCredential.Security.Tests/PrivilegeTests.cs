using Npgsql;

namespace KubeCredential.Security.Tests;

/// <summary>Both services on the servers that they share, each with a user of its own.</summary>
[Collection(PostgresAccessGroup.Name)]
public sealed class PrivilegeTests(PostgresAccess system)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_is_not_let_into_the_database_of_the_other()
    {
        Assert.Null(await RefusalAsync("issuance", system.IssuanceDatabase));
        Assert.Null(await RefusalAsync("verification", system.VerificationDatabase));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync("verification", system.IssuanceDatabase));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, await RefusalAsync("issuance", system.VerificationDatabase));
    }

    private static async Task<string?> RefusalAsync(string role, string database)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ServiceUsers.InPostgres(database, role)) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(Token);
            return null;
        }
        catch (PostgresException error)
        {
            return error.SqlState;
        }
    }
}
