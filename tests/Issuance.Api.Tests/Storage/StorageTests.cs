using Issuance.Api.Storage;

namespace Issuance.Api.Tests.Storage;

/// <summary>Storage tests, each on its own empty database.</summary>
public abstract class StorageTests(TestDatabases databases, DatabaseKind kind) : IAsyncLifetime
{
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private TestDatabase? _database;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected TestDatabase Database => _database ?? throw new InvalidOperationException("The test has not been initialised.");

    protected bool IsSqlite => kind == DatabaseKind.Sqlite;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _database = new TestDatabase(await databases.CreateMigratedAsync(kind, Token));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<DeliveryState> StateOfAsync(Guid eventId) =>
        (DeliveryState)await Database.ReadAsync("SELECT state FROM outbox WHERE event_id = @id", static reader => reader.GetInt16(0), ("@id", eventId));
}
