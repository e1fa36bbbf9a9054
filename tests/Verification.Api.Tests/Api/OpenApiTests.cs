namespace Verification.Api.Tests.Api;

/// <summary>The OpenAPI document from which the web apps' client is generated.</summary>
[Collection(SharedServiceTests.Name)]
public sealed class OpenApiTests(SharedService shared)
{
    [Fact]
    public async Task The_committed_document_is_what_the_service_serves()
    {
        var (served, committed) = await OpenApiFile.ReadAsync(shared.Set.Service, "verification-api", TestContext.Current.CancellationToken);

        Assert.True(served == committed, "frontends/shared/openapi/verification-api.json is out of date: run this test with UPDATE_OPENAPI=1, then npm run contract.");
    }
}
