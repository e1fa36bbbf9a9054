using Issuance.Api.Outbox;
using KubeCredential.Hosting.Resilience;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Tests.Outbox;

public sealed class OutboxOptionsTests
{
    [Fact]
    public void Settings_within_settings_are_checked_too()
    {
        Assert.True(Validate(new OutboxOptions()).Succeeded);

        var wrong = Validate(new OutboxOptions { Breaker = new CircuitBreakerOptions { Failures = 1 } });

        Assert.True(wrong.Failed);
        Assert.Contains("Failures", wrong.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verification", true)]
    [InlineData("verification,archive", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("verification,", false)]
    [InlineData("verification, archive", false)]
    [InlineData("Verification", false)]
    [InlineData("verification:entries", false)]
    public void Required_groups_are_at_least_one_plain_name(string names, bool isValid) =>
        Assert.Equal(isValid, Validate(new OutboxOptions { RequiredGroups = names }).Succeeded);

    [Fact]
    public void A_group_that_is_named_twice_is_required_once()
    {
        var required = new RequiredGroups(Options.Create(new OutboxOptions { RequiredGroups = "b,a,b" }));
        Assert.Equal(["a", "b"], required.Names);
        Assert.Equal(["verification"], new RequiredGroups(Options.Create(new OutboxOptions())).Names);
    }

    private static ValidateOptionsResult Validate(OutboxOptions options) => new DataAnnotationValidateOptions<OutboxOptions>(null).Validate(null, options);
}
