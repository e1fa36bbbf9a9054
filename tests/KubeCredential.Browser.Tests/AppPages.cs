using KubeCredential.TestServers;

namespace KubeCredential.Browser.Tests;

/// <summary>The addresses of every page of both apps, with something to show on each.</summary>
/// <param name="Credential">The credential that they show.</param>
/// <param name="Registrars">Those of the issuance app.</param>
/// <param name="Everybodys">Those of the verification app.</param>
internal sealed record AppPages(Guid Credential, IReadOnlyList<string> Registrars, IReadOnlyList<string> Everybodys)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>Makes what the pages show.</summary>
    /// <param name="issuer">The issuance service.</param>
    /// <param name="verifier">The verification service.</param>
    /// <param name="language">The language of what is made.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<AppPages> CreateAsync(Issuer issuer, Verifier verifier, string language, CancellationToken cancellationToken)
    {
        var id = await issuer.IssueNewAsync(cancellationToken);
        await verifier.KnownAsync(id, cancellationToken);
        await issuer.PostAsync($"/api/v1/credentials/{id}/invitations", new { delivery = "link", language }, cancellationToken);
        var type = (await issuer.PostAsync(
            "/api/v1/credential-types",
            new { name = $"Degree {Guid.NewGuid():N}", schema = new { type = "object", properties = new { grade = new { type = "string", maxLength = 10 } } }, display = new[] { new { language, title = "Diploma", fields = new[] { new { name = "grade", label = "Grade" } } } } },
            cancellationToken)).Body.GetProperty("id").GetString();
        var batch = (await issuer.PostTextAsync(
            "/api/v1/batches?action=issue", "holderName,credentialType,issuerName,expiryDate\nAda Lovelace,Degree,Example University,2031-12-31\nGrace Hopper,Degree,Example University,3/4/2031\n", "text/csv", cancellationToken)).Body.GetProperty("id").GetString();
        await Eventually.TrueAsync(
            async token => (await issuer.GetAsync($"/api/v1/batches/{batch}", token)).Body.GetProperty("state").GetString() == "ready", s_limit, "the batch is checked", cancellationToken);
        return new(
            id,
            [
                "/", "/credentials", $"/credentials/{id}", "/batches", "/batches/new", $"/batches/{batch}", "/holders", "/holders/invitations", "/renewals", "/issuers", "/issuers/example-university",
                "/credential-types", $"/credential-types/{type}", $"/credential-types/{type}/edit", "/register-type", "/operations", "/operations/services", "/operations/keys", "/operations/trusted-issuers", "/operations/audit", "/nowhere",
            ],
            ["/", $"/v/{id}", $"/v/{Guid.CreateVersion7()}", "/document", "/several", "/kiosk", "/history", "/s#nothing", "/nowhere"]);
    }
}
