using KubeCredential.TestServers;

var app = WebApplication.CreateSlimBuilder(args).Build();

app.MapGet("/health", () => "ready");
app.MapGet("/greeting", (IConfiguration configuration) => configuration["Greeting"]);
app.MapGet("/process-id", () => Environment.ProcessId);

// A server started from here must end when this process is killed.
app.MapPost("/redis", async (CancellationToken cancellationToken) =>
    (await RedisServer.StartNewAsync(cancellationToken: cancellationToken)).ProcessId);

// And so must a PostgreSQL whose backends hang and cannot notice that their postmaster is gone.
app.MapPost("/paused-postgres", async (CancellationToken cancellationToken) =>
{
    var server = await PostgresServer.StartNewAsync(new PostgresServerOptions { Fsync = false }, cancellationToken);
    await server.PauseAsync(cancellationToken);
    return server.ProcessId;
});

app.Run();
