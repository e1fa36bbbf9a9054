using KubeCredential.MailCatcher;

var builder = WebApplication.CreateBuilder(args);
// Over the loopback interface only, by these names: no other site's page can read what was caught.
builder.Configuration["AllowedHosts"] = "localhost;127.0.0.1;[::1]";
var folder = new MailFolder(builder.Configuration["MailCatcher:Folder"] ?? Path.Combine(Path.GetTempPath(), "kubecredential-mail"), TimeProvider.System);
builder.Services.AddSingleton(folder);
var app = builder.Build();
app.MapMailPages();
await using var server = MailCatcherServer.Start(folder, builder.Configuration.GetValue("MailCatcher:SmtpPort", 2525));
await app.StartAsync();
// Without one of the two, the other is of no use.
if (await Task.WhenAny(server.Running, app.WaitForShutdownAsync()) == server.Running) await server.Running;
