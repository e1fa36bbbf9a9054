namespace KubeCredential.Storage.Tests;

/// <summary>Tests of the storage, each on a database of its own with the schema and no rows.</summary>
public abstract class StorageTests(SampleDatabases databases, DatabaseKind kind) : IAsyncLifetime
{
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private SampleDatabase? _database;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected SampleDatabase Database => _database ?? throw new InvalidOperationException("The test has not been initialised.");

    public async ValueTask InitializeAsync() => _database = await databases.CreateAsync(kind, Token);

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
