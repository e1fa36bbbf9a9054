namespace KubeCredential.Browser.Tests;

/// <summary>While Redis is unavailable, the apps say so; afterwards they recover by themselves.</summary>
public sealed class RedisOutageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task A_credential_waits_for_redis_and_becomes_verifiable_when_it_is_back()
    {
        var page = await OpenIssuanceAsync();
        await Expect(page.GetByRole(AriaRole.Status, new() { Name = "Live updates" })).ToHaveTextAsync("Live");
        IPage operations;

        await App.StopAsync(ResourceNames.Redis, Cancel);
        try
        {
            await IssueAsync(page, Issuer.NewHolder());

            await Expect(DeliveryOf(page)).ToContainTextAsync("Delayed");
            await Expect(page.GetByText("Delivery is delayed. You can still issue credentials; they become verifiable as soon as delivery resumes.")).ToBeVisibleAsync();
            operations = await OpenIssuanceAsync("/operations?service=verifier");
            await Expect(operations.GetByRole(AriaRole.Status).GetByRole(AriaRole.Heading, new() { Name = "Redis is unavailable" })).ToBeVisibleAsync();
            await Expect(operations.GetByText("Issuing and verifying continue.")).ToBeVisibleAsync();
            await Expect(operations.GetByRole(AriaRole.Heading, new() { Name = "Not available without Redis" })).ToBeVisibleAsync();
        }
        finally
        {
            await App.StartAsync(ResourceNames.Redis, Cancel);
        }

        await Expect(DeliveryOf(page)).ToContainTextAsync("Verifiable");
        await Expect(page.GetByText("Delivery is delayed. You can still issue credentials; they become verifiable as soon as delivery resumes.")).ToBeHiddenAsync();
        await Expect(operations.GetByRole(AriaRole.Heading, new() { Name = "No dead letters" })).ToBeVisibleAsync();
        await Expect(operations.GetByText("Issuing and verifying continue.")).ToBeHiddenAsync();
    }
}
