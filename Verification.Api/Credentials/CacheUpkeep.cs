using KubeCredential.Messaging;
using Verification.Api.Freshness;

namespace Verification.Api.Credentials;

/// <summary>
/// Tells the cache which later versions the issuer has announced, and opens it only while no change can go unnoticed: while announcements arrive, and once all that
/// was published before they began to arrive has been applied, as the issuer's heartbeats tell. Otherwise another replica could apply and confirm a change
/// of which this one knows nothing.
/// </summary>
internal sealed class CacheUpkeep(EventAnnouncements announcements, Knowledge knowledge, CredentialCache cache, TimeProvider time) : IHostedService
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _hearingSince;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        announcements.Heard += OnHeard;
        announcements.HearingChanged += OnHearingChanged;
        knowledge.Changed += OnKnowledgeChanged;
        if (announcements.IsHearing) OnHearingChanged(true);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        announcements.Heard -= OnHeard;
        announcements.HearingChanged -= OnHearingChanged;
        knowledge.Changed -= OnKnowledgeChanged;
        OnHearingChanged(false);
        return Task.CompletedTask;
    }

    private void OnHeard(ReadOnlyMemory<byte> announced)
    {
        if (EventMention.Read(announced.Span) is { CredentialId: { } id, Version: > 1 and var version }) cache.Expect(id, version);
    }

    private void OnHearingChanged(bool hears)
    {
        lock (_gate)
        {
            _hearingSince = hears ? time.GetUtcNow() : null;
            if (!hears) cache.Close();
        }
    }

    private void OnKnowledgeChanged()
    {
        lock (_gate)
        {
            if (_hearingSince is { } since && knowledge.Current.AsOf >= since) cache.Open();
        }
    }
}
