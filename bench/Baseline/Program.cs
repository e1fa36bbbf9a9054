using System.Buffers;
using System.Diagnostics;
using Issuance.Api.Admin;
using Issuance.Api;
using Issuance.Api.Credentials;
using Issuance.Api.Outbox;
using Issuance.Api.SigningKeys;
using KubeCredential.Hosting;
using KubeCredential.Messaging;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Storage;
using KubeCredential.Text;

// The issuance service with two additional endpoints as baselines: issuing with one transaction per request, and responding without doing
// any work. Everything else, from the web server to the relay, is the service's own.
var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(Service.Name);
builder.AddMessaging("redis");
builder.AddIssuance();

var app = builder.Build();
if (await app.MigrateOnlyAsync() is { } exitCode) return exitCode;
app.MapDefaultEndpoints();
app.MapCredentials();
app.MapAdmin();
app.MapPost("/bench/one-transaction", IssueAloneAsync).ReadsItsBody().ForIssuers();
app.MapPost("/bench/bare", AnswerAsync).ReadsItsBody().ForEverybody();
app.Run();
return 0;

static async Task<IResult> IssueAloneAsync(HttpContext context, CredentialStore store, EventSigner signer, OutboxSignal outbox, TimeProvider time, CancellationToken cancellationToken)
{
    var now = Rfc3339.ToMilliseconds(time.GetUtcNow());
    var today = DateOnly.FromDateTime(now.UtcDateTime);
    var body = await ReadAsync(context.Request, cancellationToken);
    var request = IssueRequestReader.Read(body, today);
    if (request.Errors.Count > 0) return TypedResults.ValidationProblem(request.Errors);
    var credential = new IssuedContent(
        Guid.CreateVersion7(now), request.HolderName, request.CredentialType, today, request.ValidFrom, request.ExpiryDate, request.IssuerName, request.Metadata, WorkerIdentity.Id, now);
    var correlationId = Activity.Current?.TraceId.ToString() ?? Guid.CreateVersion7().ToString();
    var issue = NewCredential.Create(credential, correlationId, Activity.Current, "bench");
    Issuance.Api.EventStore.CredentialFact[][] facts = [[issue.Fact]];
    await signer.SignAsync(facts, cancellationToken);
    await store.AppendAsync(facts, TimeSpan.Zero, cancellationToken);
    outbox.Set();
    return TypedResults.Created($"/api/v1/credentials/{credential.Id}", new IssuedDocument(true, $"Credential issued by {credential.IssuedBy}.", issue.ToDocument(), WorkerIdentity.Id));
}

static async Task<IResult> AnswerAsync(HttpContext context, CancellationToken cancellationToken)
{
    await ReadAsync(context.Request, cancellationToken);
    return TypedResults.Text("""{"success":true,"message":"No work was done."}"""u8, "application/json");
}

static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
{
    while (true)
    {
        var read = await request.BodyReader.ReadAsync(cancellationToken);
        if (!read.IsCompleted)
        {
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            continue;
        }

        ReadOnlyMemory<byte> body = read.Buffer.ToArray();
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }
}
