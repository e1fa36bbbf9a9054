using Issuance.Api;
using Issuance.Api.Admin;
using Issuance.Api.Credentials;
using Issuance.Api.Events;
using Issuance.Api.History;
using Issuance.Api.Live;
using Issuance.Api.Sessions;
using KubeCredential.Messaging;
using KubeCredential.ServiceDefaults;
using KubeCredential.ServiceDefaults.Audit;
using KubeCredential.ServiceDefaults.Security;
using KubeCredential.ServiceDefaults.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(Service.Name);
builder.AddMessaging("redis");
builder.AddIssuance();

var app = builder.Build();
if (await app.MigrateOnlyAsync() is { } exitCode) return exitCode;
if (await app.RefuseWithoutKeyAsync() is { } refusal) return refusal;

app.MapDefaultEndpoints();
app.UseAntiForgery();
app.MapHome(Service.Name);
app.MapCredentials();
app.MapLive();
app.MapEvents();
app.MapAdmin();
app.MapAudit();
app.MapApiKeys();
app.MapSessions();
app.MapHistory();
app.MapTimeline();
VerifierAdmin.Map(app);
app.Run();
return 0;
