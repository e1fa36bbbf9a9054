using KubeCredential.Security;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Console;

/// <summary>
/// What the web app's pages need of this service beside issuing: people who sign in, histories across both services, the verifier's
/// administration. It uses the rest of the service; the rest does not know of it.
/// </summary>
internal static class ConsoleExtensions
{
    /// <summary>Adds the console. It belongs after signing in by key.</summary>
    public static void AddConsole(this WebApplicationBuilder builder)
    {
        builder.AddSessions();
        builder.Services.AddOptions<HistoryOptions>().BindConfiguration("History").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddServiceClient<VerifierHistory>(static provider => provider.GetRequiredService<IOptions<HistoryOptions>>().Value.VerificationUrl);
        builder.AddVerifierAdmin();
    }

    /// <summary>Maps the console. Its check of requests by cookie goes before what other parts of the service map.</summary>
    public static void MapConsole(this WebApplication app)
    {
        app.UseAntiForgery();
        app.MapSessions();
        app.MapHistory();
        app.MapTimeline();
        app.MapVerifierAdmin();
    }
}
