using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Security;

/// <summary>Stores once a minute when keys were last used, so that no request waits for it.</summary>
internal sealed class ApiKeyUseLoop(ApiKeys keys, ApiKeyStore store, IConfiguration configuration, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<ApiKeyUseLoop> logger)
    : BackgroundLoop("api-key-use", loops, logger)
{
    /// <summary>Setting <c>Authentication:LastUseInterval</c>: how often the times at which keys were last used are written to the database.</summary>
    /// <value><c>00:01:00</c></value>
    private readonly TimeSpan _interval = configuration.GetValue($"{AuthenticationSettings.Section}:LastUseInterval", TimeSpan.FromMinutes(1));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (database.IsReady) await StepAsync(cancellationToken);
    }

    protected override Task PrepareAsync(CancellationToken cancellationToken) => database.WaitAsync(cancellationToken);

    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(_interval, time, cancellationToken);

    protected override async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var uses = keys.Uses();
        if (uses.Count == 0) return false;
        await store.NoteUseAsync(uses, cancellationToken);
        keys.Noted(uses);
        return false;
    }
}
