using KubeCredential.Security;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Console;

/// <summary>
/// What the web app needs from this service besides issuing: sign-in, histories across both services, and the verifier's administration.
/// The console depends on the rest of the service, never the other way round.
/// </summary>
internal static class ConsoleExtensions
{
    /// <summary>Adds the console. Call it after authentication by key has been added.</summary>
    public static void AddConsole(this WebApplicationBuilder builder)
    {
        builder.AddSessions();
        builder.Services.AddOptions<HistoryOptions>().BindConfiguration("History").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddServiceClient<VerifierHistory>(static provider => provider.GetRequiredService<IOptions<HistoryOptions>>().Value.VerificationUrl);
        builder.AddVerifierAdmin();
    }

    /// <summary>Maps the console. Its check of requests with a cookie runs before the endpoints of all parts of the service.</summary>
    public static void MapConsole(this WebApplication app)
    {
        app.UseAntiForgery();
        app.MapSessions();
        app.MapSignedIn();
        app.MapHistory();
        app.MapTimeline();
        app.MapVerifierAdmin();
    }
}
