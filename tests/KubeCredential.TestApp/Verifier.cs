using System.Net;
using KubeCredential.TestServers;

namespace KubeCredential.TestApp;

/// <summary>A client of the verification service.</summary>
internal sealed class Verifier(RunningApp app) : ServiceClient(app.CreateClient(ResourceNames.VerificationApi))
{
    private static readonly TimeSpan DeliveryLimit = TimeSpan.FromSeconds(45);

    /// <summary>Verifies a credential.</summary>
    public Task<Answer> VerifyAsync(Guid id, CancellationToken cancellationToken) =>
        PostAsync("/api/v1/credentials/verify", new { id }, cancellationToken);

    /// <summary>Waits until a credential can be verified and asserts that it is valid.</summary>
    public async Task<Answer> KnownAsync(Guid id, CancellationToken cancellationToken)
    {
        var answer = await Eventually.ResultAsync(
            token => VerifyAsync(id, token), answer => answer.Status == HttpStatusCode.OK, DeliveryLimit, $"{id} can be verified", cancellationToken);
        Assert.True(answer.Body.GetProperty("isValid").GetBoolean());
        return answer;
    }
}
