using KubeCredential.Messaging;

namespace Verification.Api.Credentials;

/// <summary>
/// Tells the cache which later versions the issuer has announced, and closes it while announcements do not arrive: without them, another replica could apply and
/// confirm a change of which this one knows nothing.
/// </summary>
internal sealed class CacheUpkeep(EventAnnouncements announcements, CredentialCache cache) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        announcements.Heard += OnHeard;
        announcements.HearingChanged += OnHearingChanged;
        if (announcements.IsHearing) cache.Open();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        announcements.Heard -= OnHeard;
        announcements.HearingChanged -= OnHearingChanged;
        cache.Close();
        return Task.CompletedTask;
    }

    private void OnHeard(ReadOnlyMemory<byte> announced)
    {
        if (EventMention.Read(announced.Span) is { CredentialId: { } id, Version: > 1 and var version }) cache.Expect(id, version);
    }

    private void OnHearingChanged(bool hears)
    {
        if (hears) cache.Open();
        else cache.Close();
    }
}
