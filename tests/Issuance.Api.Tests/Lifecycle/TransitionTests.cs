using Issuance.Api.Credentials;
using Issuance.Api.EventStore;
using Issuance.Api.Lifecycle;
using KubeCredential.Events;

namespace Issuance.Api.Tests.Lifecycle;

/// <summary>What may happen to a credential in each state: the whole table.</summary>
public sealed class TransitionTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("active", "suspend", "Possible")]
    [InlineData("active", "reinstate", "Done")]
    [InlineData("active", "revoke", "Possible")]
    [InlineData("active", "replace", "Possible")]
    [InlineData("active", "renew", "Possible")]
    [InlineData("active", "erase", "Possible")]
    [InlineData("suspended", "suspend", "Done")]
    [InlineData("suspended", "reinstate", "Possible")]
    [InlineData("suspended", "revoke", "Possible")]
    [InlineData("suspended", "replace", "Impossible")]
    [InlineData("suspended", "renew", "Impossible")]
    [InlineData("suspended", "erase", "Possible")]
    [InlineData("revoked", "suspend", "Impossible")]
    [InlineData("revoked", "reinstate", "Impossible")]
    [InlineData("revoked", "revoke", "Done")]
    [InlineData("revoked", "replace", "Impossible")]
    [InlineData("revoked", "renew", "Impossible")]
    [InlineData("revoked", "erase", "Possible")]
    [InlineData("superseded", "suspend", "Impossible")]
    [InlineData("superseded", "reinstate", "Impossible")]
    [InlineData("superseded", "revoke", "Impossible")]
    [InlineData("superseded", "replace", "Impossible")]
    [InlineData("superseded", "renew", "Impossible")]
    [InlineData("superseded", "erase", "Possible")]
    [InlineData("erased", "suspend", "Impossible")]
    [InlineData("erased", "reinstate", "Impossible")]
    [InlineData("erased", "revoke", "Impossible")]
    [InlineData("erased", "replace", "Impossible")]
    [InlineData("erased", "renew", "Impossible")]
    [InlineData("erased", "erase", "Done")]
    [InlineData("frozen", "suspend", "Impossible")]
    [InlineData("frozen", "reinstate", "Impossible")]
    public void Each_action_is_possible_only_in_its_states(string state, string action, string kind)
    {
        var transition = Transition.Of(Credential(state), action, s_now);

        Assert.Equal(kind, transition.Kind.ToString());
        Assert.Equal(kind == "Impossible", transition.Detail is not null);
    }

    [Theory]
    [InlineData("active", "suspend", "Impossible")]
    [InlineData("suspended", "reinstate", "Impossible")]
    [InlineData("active", "revoke", "Possible")]
    [InlineData("active", "renew", "Possible")]
    [InlineData("active", "replace", "Possible")]
    [InlineData("active", "erase", "Possible")]
    public void An_expired_credential_can_no_longer_be_suspended_or_reinstated_but_renewed_or_revoked(string state, string action, string kind) =>
        Assert.Equal(kind, Transition.Of(Credential(state, expiryDate: new DateOnly(2026, 11, 28)), action, s_now).Kind.ToString());

    [Fact]
    public void On_its_last_day_a_credential_has_not_expired() =>
        Assert.Equal(Transition.Verdict.Possible, Transition.Of(Credential("active", expiryDate: new DateOnly(2026, 11, 29)), LifecycleAction.Suspend, s_now).Kind);

    [Fact]
    public void Until_its_successor_takes_over_a_renewed_credential_can_be_revoked()
    {
        var renewed = Credential(CredentialState.Superseded, since: s_now.AddDays(3));

        Assert.Equal(Transition.Verdict.Possible, Transition.Of(renewed, LifecycleAction.Revoke, s_now).Kind);
        Assert.Equal(Transition.Verdict.Impossible, Transition.Of(renewed, LifecycleAction.Revoke, s_now.AddDays(3)).Kind);
        Assert.Equal(Transition.Verdict.Impossible, Transition.Of(renewed, LifecycleAction.Suspend, s_now).Kind);
    }

    private static CurrentCredential Credential(string state, DateOnly? expiryDate = null, DateTimeOffset? since = null) => new(
        Guid.CreateVersion7(), new EventContent("{}", "", ""), "Ada Lovelace", "BSc", "UoL", null, null, expiryDate, 3, new CredentialStatus(state, since ?? s_now.AddDays(-1)));
}
