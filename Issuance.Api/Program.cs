using Issuance.Api;
using Issuance.Api.Admin;
using Issuance.Api.Console;
using Issuance.Api.Credentials;
using Issuance.Api.Feed;
using Issuance.Api.Issuers;
using Issuance.Api.Lifecycle;
using Issuance.Api.Live;
using Issuance.Api.SigningKeys;
using KubeCredential.Administration;
using KubeCredential.Messaging;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(Service.Name);
builder.AddMessaging("redis");
builder.AddIssuance();

var app = builder.Build();
if (await app.MigrateOnlyAsync() is { } exitCode) return exitCode;
if (await app.RefuseWithoutKeyAsync() is { } refusal) return refusal;

app.MapDefaultEndpoints();
app.MapHome(Service.Name);
app.MapCredentials();
app.MapLifecycle();
app.MapLive();
app.MapEvents();
app.MapSigningKeys();
app.MapIssuers();
app.MapAdmin();
app.MapAudit();
app.MapApiKeys();
app.MapConsole();
app.Run();
return Environment.ExitCode;
