using Issuance.Api;
using Issuance.Api.Admin;
using Issuance.Api.Credentials;
using Issuance.Api.Events;
using Issuance.Api.History;
using Issuance.Api.Live;
using KubeCredential.Messaging;
using KubeCredential.ServiceDefaults;
using KubeCredential.ServiceDefaults.Audit;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(Service.Name);
builder.AddMessaging("redis");
builder.AddIssuance();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapHome(Service.Name);
app.MapCredentials();
app.MapLive();
app.MapEvents();
app.MapAdmin();
app.MapAudit();
app.MapHistory();
app.MapTimeline();
app.Run();
