namespace KubeCredential.Security.Tests;

/// <summary>
/// Who may call what. The endpoints are those that the running services say they have, read from their routing; each needs a row here,
/// and is called with each role, with all of them, and with none.
/// </summary>
[Collection(SqliteAccessGroup.Name)]
public sealed class EndpointTests(SqliteAccess access)
{
    private const string Everybody = "everybody";
    private static readonly string[] s_callers = ["issuer", "operator", "auditor", "replica"];

    private static readonly Dictionary<string, string> s_shared = new()
    {
        ["GET /"] = Everybody,
        ["GET /health"] = Everybody,
        ["GET /alive"] = Everybody,
        ["GET /openapi/{documentName}.json"] = Everybody,
        ["GET /scalar/{documentName?}"] = Everybody,
        ["GET /scalar/favicon.svg"] = Everybody,
        ["GET /scalar/scalar.js"] = Everybody,
        ["GET /scalar/scalar.aspnetcore.js"] = Everybody,
        ["GET /metrics"] = "operator",
        ["GET /admin/queue-stats"] = "operator",
        ["GET /admin/metrics"] = "operator",
        ["GET /admin/replicas"] = "operator",
        ["GET /admin/dead-letters"] = "operator",
        ["GET /admin/retry-queue"] = "operator",
        ["GET /admin/dead-letters/causes"] = "operator",
        ["POST /admin/reprocess-failed"] = "operator",
        ["POST /admin/circuit-breaker"] = "operator",
        ["GET /admin/audit"] = "operator auditor",
        ["POST /admin/audit/verify"] = "operator auditor",
        ["GET /admin/api-keys"] = "operator",
        ["POST /admin/api-keys"] = "operator",
        ["POST /admin/api-keys/{id}/rotate"] = "operator",
        ["DELETE /admin/api-keys/{id}"] = "operator",
    };

    private static readonly Dictionary<string, string> s_issuance = new(s_shared)
    {
        ["POST /api/v1/credentials/issue"] = "issuer",
        ["GET /api/v1/credentials"] = "issuer operator",
        ["GET /api/v1/credentials/{id:guid}"] = "issuer operator",
        ["GET /api/v1/credentials/{id:guid}/delivery"] = "issuer operator",
        ["GET /api/v1/credentials/{id:guid}/history"] = "issuer operator auditor",
        ["GET /api/v1/credentials/{id:guid}/record"] = "issuer operator",
        ["GET /api/v1/credentials/expiring"] = "issuer operator",
        ["GET /api/v1/credentials/suggestions"] = "issuer operator",
        ["GET /api/v1/credentials/count"] = "issuer operator",
        ["GET /api/v1/credentials/export"] = "issuer operator",
        ["GET /api/v1/credentials/views"] = "issuer operator",
        ["PUT /api/v1/credentials/views"] = "issuer operator",
        ["DELETE /api/v1/credentials/views"] = "issuer operator",
        ["POST /api/v1/credentials/{id:guid}/suspend"] = "issuer",
        ["POST /api/v1/credentials/{id:guid}/reinstate"] = "issuer",
        ["POST /api/v1/credentials/{id:guid}/revoke"] = "issuer",
        ["POST /api/v1/credentials/{id:guid}/replace"] = "issuer",
        ["POST /api/v1/credentials/{id:guid}/renew"] = "issuer",
        ["POST /api/v1/credentials/{id:guid}/erase"] = "issuer",
        ["POST /api/v1/credentials/status"] = "issuer",
        ["GET /api/v1/credentials/stream"] = "issuer operator",
        ["POST /api/v1/batches"] = "issuer",
        ["GET /api/v1/batches"] = "issuer operator",
        ["GET /api/v1/batches/template.csv"] = "issuer operator",
        ["GET /api/v1/batches/{id:guid}"] = "issuer operator",
        ["PUT /api/v1/batches/{id:guid}/mapping"] = "issuer",
        ["GET /api/v1/batches/{id:guid}/rows"] = "issuer operator",
        ["GET /api/v1/batches/{id:guid}/faults"] = "issuer operator",
        ["POST /api/v1/batches/{id:guid}/invitations"] = "issuer",
        ["POST /api/v1/credentials/{id:guid}/invitations"] = "issuer",
        ["GET /api/v1/credentials/{id:guid}/invitations"] = "issuer operator",
        ["GET /api/v1/invitations"] = "issuer operator",
        ["POST /api/v1/invitations/{id:guid}/revoke"] = "issuer",
        ["POST /api/v1/invitations/{id:guid}/resend"] = "issuer",
        ["GET /api/v1/corrections"] = "issuer operator",
        ["POST /api/v1/corrections/{id:guid}/answer"] = "issuer",
        ["GET /api/v1/issuers/{slug}/mail-texts"] = "issuer operator",
        ["PUT /api/v1/issuers/{slug}/mail-texts"] = "issuer operator",
        ["POST /api/v1/issuers/{slug}/mail-texts/preview"] = "issuer operator",
        ["POST /api/v1/holder/session"] = Everybody,
        ["DELETE /api/v1/holder/session"] = Everybody,
        ["POST /api/v1/holder/new-link"] = Everybody,
        ["GET /api/v1/holder"] = Everybody,
        ["GET /api/v1/holder/documents/{format}"] = Everybody,
        ["POST /api/v1/holder/shares"] = Everybody,
        ["POST /api/v1/holder/shares/{id:guid}/switch-off"] = Everybody,
        ["POST /api/v1/holder/corrections"] = Everybody,
        ["GET /api/v1/shares/{token}"] = Everybody,
        ["POST /api/v1/batches/{id:guid}/confirm"] = "issuer",
        ["POST /api/v1/batches/{id:guid}/pause"] = "issuer",
        ["POST /api/v1/batches/{id:guid}/resume"] = "issuer",
        ["POST /api/v1/batches/{id:guid}/cancel"] = "issuer",
        ["GET /api/v1/batches/{id:guid}/results.csv"] = "issuer operator",
        ["GET /api/v1/batches/{id:guid}/faults.csv"] = "issuer operator",
        ["GET /api/v1/batches/{id:guid}/stream"] = "issuer operator",
        ["GET /api/v1/events"] = "replica",
        ["GET /admin/timeline"] = "issuer operator",
        ["DELETE /admin/dead-letters/{id:guid}"] = "operator",
        ["DELETE /admin/groups/{group}"] = "operator",
        ["GET /admin/groups/{group}/dead-letters"] = "operator",
        ["DELETE /admin/groups/{group}/dead-letters/{id}"] = "operator",
        ["GET /.well-known/jwks.json"] = Everybody,
        ["GET /admin/signing-keys"] = "operator",
        ["GET /api/v1/issuers"] = "issuer operator replica",
        ["GET /api/v1/issuers/{slug}"] = "issuer operator replica",
        ["POST /api/v1/issuers"] = "issuer operator",
        ["PUT /api/v1/issuers/{slug}"] = "issuer operator",
        ["PUT /api/v1/issuers/{slug}/logo"] = "issuer operator",
        ["DELETE /api/v1/issuers/{slug}/logo"] = "issuer operator",
        ["GET /api/v1/issuers/{slug}/keys"] = "issuer operator",
        ["POST /api/v1/issuers/{slug}/keys/rotate"] = "operator",
        ["POST /api/v1/issuers/{slug}/keys/{keyId}/compromise"] = "operator",
        ["GET /api/v1/credential-types"] = "issuer operator",
        ["GET /api/v1/credential-types/{id}"] = "issuer operator",
        ["GET /api/v1/credential-types/{id}/versions"] = "issuer operator",
        ["GET /api/v1/credential-types/{id}/versions/{version:int}"] = "issuer operator",
        ["POST /api/v1/credential-types"] = "issuer operator",
        ["POST /api/v1/credential-types/{id}/versions"] = "issuer operator",
        ["POST /api/v1/credential-types/{id}/archive"] = "issuer operator",
        ["POST /api/v1/credential-types/{id}/restore"] = "issuer operator",
        ["POST /api/v1/credential-types/pictures"] = "issuer operator",
        ["POST /api/v1/credential-types/examples"] = "issuer operator",
        ["GET /credential-types/{id}/versions/{version:int}/schema"] = Everybody,
        ["GET /credential-types/{id}/versions/{version:int}/definition"] = Everybody,
        ["GET /credential-types/pictures/{id}"] = Everybody,
        ["GET /issuers/{slug}/did.json"] = Everybody,
        ["GET /issuers/{slug}/logo"] = Everybody,
        ["GET /status/{purpose}/{number:int}"] = Everybody,
        ["GET /api/v1/credentials/{id:guid}/documents/{format}"] = "issuer operator",
        ["POST /admin/signing-keys/rotate"] = "operator",
        ["POST /admin/signing-keys/{keyId}/compromise"] = "operator",
        ["GET /api/v1/session"] = Everybody,
        ["POST /api/v1/session"] = Everybody,
        ["DELETE /api/v1/session"] = Everybody,
        ["POST /api/v1/session/link"] = "operator",
        ["GET /admin/sessions"] = "operator",
        ["DELETE /admin/sessions/{id}"] = "operator",
        ["GET /api/v1/session/start"] = Everybody,
        ["GET /api/v1/session/openid-connect"] = Everybody,
        // The verifier decides by its own table; an auditor comes as far as to it.
        ["GET /verifier/admin/{**path}"] = "operator auditor",
        ["POST /verifier/admin/{**path}"] = "operator auditor",
        ["PUT /verifier/admin/{**path}"] = "operator auditor",
        ["DELETE /verifier/admin/{**path}"] = "operator auditor",
    };

    private static readonly Dictionary<string, string> s_verification = new(s_shared)
    {
        ["POST /api/v1/credentials/verify"] = Everybody,
        ["POST /api/v1/credentials/verify-picture"] = Everybody,
        ["POST /api/v1/credentials/report"] = Everybody,
        ["GET /api/v1/report-certificates"] = Everybody,
        ["POST /admin/report-certificates/rotate"] = "operator",
        ["POST /admin/report-certificates/{fingerprint}/compromise"] = "operator",
        ["GET /api/v1/credentials/{id:guid}/preview"] = Everybody,
        ["GET /api/v1/credentials/{id:guid}/preview.png"] = Everybody,
        ["GET /api/v1/credentials/{id:guid}/badge"] = Everybody,
        ["GET /api/v1/credentials/{id:guid}/badge.svg"] = Everybody,
        ["GET /api/v1/credentials/{id:guid}/badge.png"] = Everybody,
        ["GET /api/v1/credential-types/pictures/{id}"] = Everybody,
        ["GET /api/v1/shared/{token}"] = Everybody,
        ["POST /credentials/verify"] = Everybody,
        ["POST /presentations/verify"] = Everybody,
        ["GET /issuers/{slug}/logo"] = Everybody,
        ["GET /api/v1/credentials/stream"] = Everybody,
        ["GET /api/v1/credentials/{id:guid}/history"] = "operator auditor replica",
        ["GET /admin/event-status"] = "operator",
        ["GET /admin/synced-credentials"] = "operator",
        ["DELETE /admin/dead-letters/{id}"] = "operator",
        ["GET /admin/trusted-issuers"] = "operator",
        ["POST /admin/trusted-issuers"] = "operator",
        ["GET /admin/trusted-issuers/{id:guid}"] = "operator",
        ["PUT /admin/trusted-issuers/{id:guid}"] = "operator",
        ["DELETE /admin/trusted-issuers/{id:guid}"] = "operator",
        ["POST /admin/rebuild"] = "operator",
        ["GET /admin/rebuild"] = "operator",
    };

    [Theory]
    [InlineData("issuance")]
    [InlineData("verification")]
    public async Task Every_endpoint_has_a_row_and_every_row_an_endpoint(string service)
    {
        var (running, table) = Of(service);
        var endpoints = (await running.GetAsync("", null)).Json.GetProperty("endpoints").EnumerateArray()
            .Select(static one => $"{one.GetProperty("method").GetString()} {one.GetProperty("path").GetString()}");

        Assert.Equal(table.Keys.Order(StringComparer.Ordinal), endpoints.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rows), "issuance")]
    [MemberData(nameof(Rows), "verification")]
    public async Task An_endpoint_is_for_its_roles_and_for_nobody_else(string service, string endpoint, string roles)
    {
        var (running, _) = Of(service);
        foreach (var caller in (string?[])[null, .. s_callers])
        {
            var reply = await CallAsync(running, endpoint, caller is null ? null : TestKeys.Of(caller));
            if (roles == Everybody || (caller is not null && roles.Split(' ').Contains(caller)))
            {
                Assert.True(IsLetIn(endpoint, reply), $"{caller}: {reply.Status} {reply.Text}");
            }
            else
            {
                reply.AssertProblem(caller is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden);
                Assert.Equal(caller is null ? ["Bearer"] : [], reply.Headers.WwwAuthenticate.Select(static one => one.ToString()));
            }
        }
    }

    [Theory]
    [InlineData("issuance")]
    [InlineData("verification")]
    public async Task What_is_not_there_is_told_to_everybody(string service)
    {
        var (running, _) = Of(service);
        (await running.GetAsync("nowhere", null)).AssertProblem(HttpStatusCode.NotFound);
        (await running.SendAsync("DELETE", "admin/queue-stats", null)).AssertProblem(HttpStatusCode.MethodNotAllowed);
    }

    public static TheoryData<string, string, string> Rows(string service)
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var (endpoint, roles) in service == "issuance" ? s_issuance : s_verification) rows.Add(service, endpoint, roles);
        return rows;
    }

    private (DotnetService Service, Dictionary<string, string> Table) Of(string service) =>
        service == "issuance" ? (access.Issuance, s_issuance) : (access.Verification, s_verification);

    private static Task<Reply> CallAsync(DotnetService service, string endpoint, string? key)
    {
        var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
        path = path.Replace("{id:guid}", $"{Guid.NewGuid()}", StringComparison.Ordinal).Replace("{version:int}", "7", StringComparison.Ordinal).Replace("{id}", "nosuchid", StringComparison.Ordinal).Replace("{group}", "nosuchgroup", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{documentName?}", "v1", StringComparison.Ordinal)
            // An endpoint of the verifier that auditors may call, too; nothing of the kind for the other methods.
            .Replace("{**path}", method == "DELETE" ? "audit" : method == "POST" ? "audit/verify" : "audit", StringComparison.Ordinal);
        if (path == "/api/v1/credentials/stream") path += $"?ids={Guid.NewGuid()}";
        // Nothing that does something: a body that is refused after the caller was let in.
        return service.SendAsync(method, path.TrimStart('/'), key, method == "POST" && !path.EndsWith("audit/verify", StringComparison.Ordinal) && !path.EndsWith("/pictures", StringComparison.Ordinal) && path != "/api/v1/batches" ? new { ids = Array.Empty<string>() } : null);
    }

    /// <summary>Whether the endpoint itself answered. Signing in refuses with 401, too: whoever comes with nothing that signs in; and holders come with a session of their own.</summary>
    private static bool IsLetIn(string endpoint, Reply reply) => endpoint is "GET /api/v1/session/start"
        ? reply.Status == HttpStatusCode.Unauthorized && reply["message"]!.StartsWith("This link", StringComparison.Ordinal)
        : endpoint.Contains(" /api/v1/holder", StringComparison.Ordinal) && reply.Status == HttpStatusCode.Unauthorized ? reply["code"] == "noSession"
        : reply.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
}
