using KubeCredential.ServiceDefaults.Problems;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Issuance.Api.Tests.Storage;

public sealed class DatabaseErrorTests
{
    [Fact]
    public void Only_what_a_database_says_means_that_it_is_away()
    {
        Assert.False(new TimeoutException("anything").IsDatabaseUnavailable());
        Assert.False(new HttpRequestException("a call", new TimeoutException()).IsDatabaseUnavailable());
        Assert.True(new NpgsqlException("a call", new TimeoutException()).IsDatabaseUnavailable());
        Assert.True(new SqliteException("busy", 5).IsDatabaseUnavailable());
    }
}
