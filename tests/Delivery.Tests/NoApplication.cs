using Microsoft.Extensions.Hosting;

namespace Delivery.Tests;

/// <summary>No host: nothing is stopped.</summary>
internal sealed class NoApplication : IHostApplicationLifetime
{
    public CancellationToken ApplicationStarted => CancellationToken.None;

    public CancellationToken ApplicationStopping => CancellationToken.None;

    public CancellationToken ApplicationStopped => CancellationToken.None;

    public void StopApplication() => throw new InvalidOperationException("The system stops itself.");
}
