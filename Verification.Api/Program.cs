using KubeCredential.Administration;
using KubeCredential.Messaging;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Storage;
using Verification.Api;
using Verification.Api.Admin;
using Verification.Api.Credentials;
using Verification.Api.History;
using Verification.Api.Issuers;
using Verification.Api.Live;
using Verification.Api.Portable;
using Verification.Api.Rebuild;
using Verification.Api.TrustedIssuers;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(Service.Name);
builder.AddMessaging("redis");
builder.AddVerification();

var app = builder.Build();
if (await app.MigrateOnlyAsync() is { } exitCode) return exitCode;
if (await app.RefuseWithoutKeyAsync() is { } refusal) return refusal;

app.MapDefaultEndpoints();
app.MapHome(Service.Name);
app.MapVerification();
app.MapVcApi();
app.MapIssuers();
app.MapTrustedIssuers();
app.MapLive();
app.MapAdmin();
app.MapAudit();
app.MapApiKeys();
app.MapHistory();
app.MapRebuild();
app.Run();
return 0;
