using System.Net;
using System.Net.Http.Json;
using Issuance.Api.SigningKeys;

namespace Delivery.Tests;

/// <summary>Answers with the issuer's public keys, as its endpoint does, where neither service listens.</summary>
internal sealed class KeyEndpoint(SigningKeyRing keys) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
        new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new JsonWebKeySet([.. keys.Keys.Select(JsonWebKey.Of)])) });
}
