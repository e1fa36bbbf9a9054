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

    private static ValidateOptionsResult Validate(OutboxOptions options) => new DataAnnotationValidateOptions<OutboxOptions>(null).Validate(null, options);
}
