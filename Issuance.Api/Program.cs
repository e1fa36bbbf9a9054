using Issuance.Api;
using Issuance.Api.Admin;
using Issuance.Api.Credentials;
using Issuance.Api.Events;
using Issuance.Api.Live;
using KubeCredential.Messaging;
using KubeCredential.ServiceDefaults;

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
app.MapTimeline();
app.Run();
