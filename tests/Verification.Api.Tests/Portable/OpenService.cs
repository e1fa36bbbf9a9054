using Verification.Api.Tests.Api;
using Verification.Api.Tests.Storage;

namespace Verification.Api.Tests.Portable;

/// <summary>A service that may fetch from servers on this machine, which the tests of documents share.</summary>
public sealed class OpenService(SqliteStorage storage) : IAsyncLifetime
{
    private ServiceSet? _set;

    internal ServiceSet Set => _set ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public async ValueTask InitializeAsync() => _set = await ServiceSet.StartAsync(
        (await storage.CreateAsync()).ConnectionString, 1,
        ("Outbound__AllowHttp", "true"), ("Outbound__AnyPort", "true"), ("Outbound__AllowedNetworks", "127.0.0.0/8,::1/128"), ("Outbound__FailureFor", "00:00:00.1"), ("Outbound__Timeout", "00:00:03"),
        ("Verification__FetchTimeout", "00:00:08"));

    public async ValueTask DisposeAsync()
    {
        if (_set is not null)
            await _set.DisposeAsync();
    }
}

/// <summary>Tests that share <see cref="OpenService"/>.</summary>
[CollectionDefinition(Name)]
public sealed class OpenServiceTests : ICollectionFixture<OpenService>
{
    public const string Name = "Open service";
}
