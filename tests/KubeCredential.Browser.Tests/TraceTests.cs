using KubeCredential.TestServers;
using KubeCredential.TestServers.Otlp;

namespace KubeCredential.Browser.Tests;

/// <summary>The traces that begin in the browser.</summary>
public sealed class TraceTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("issuance-app", ResourceNames.IssuanceApi, "POST /api/v1/credentials/issue")]
    [InlineData("verification-app", ResourceNames.VerificationApi, "POST /api/v1/credentials/verify")]
    public async Task A_request_of_the_browser_is_the_parent_of_the_services_work(string app, string service, string name)
    {
        var holder = Issuer.NewHolder();
        var before = App.Telemetry.Spans.Count;
        if (app == ResourceNames.IssuanceApp)
        {
            var page = await OpenIssuanceAsync();
            await IssueAsync(page, holder);
            await Expect(DeliveryOf(page)).ToBeVisibleAsync();
        }
        else
        {
            var id = await Issuer.IssueNewAsync(Cancel);
            await Verifier.KnownAsync(id, Cancel);
            await Expect(Verdict(await OpenVerificationAsync($"/v/{id}"), "Valid")).ToBeVisibleAsync();
        }

        var (client, server) = await Eventually.ResultAsync(
            _ => Task.FromResult(PairOf(app, service, name, before)), pair => pair.Server is not null, Limit, "both spans have arrived", Cancel);
        Assert.Equal((OtlpSpanKind.Client, ""), (client!.Kind, client.ParentId));
        Assert.Equal(OtlpSpanKind.Server, server!.Kind);
        Assert.Equal(server["http.response.status_code"], client["http.response.status_code"]);
        Assert.DoesNotContain(holder, string.Join('\n', App.Telemetry.Spans), StringComparison.Ordinal);
        Assert.Empty(App.Telemetry.Faults);
    }

    private (OtlpSpan? Client, OtlpSpan? Server) PairOf(string app, string service, string name, int before)
    {
        var client = App.Telemetry.Spans.Skip(before).FirstOrDefault(span => span.Service == app && span.Name == name);
        var server = client is null ? null : App.Telemetry.Trace(client.TraceId).FirstOrDefault(span => span.Service == service && span.ParentId == client.SpanId);
        return (client, server);
    }
}
