using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.Publishing.Vite;

namespace KubeCredential.AppHost.Services;

/// <summary>The command of the dashboard that signs its user in to the issuance app.</summary>
public static class SignInCommand
{
    /// <summary>Adds the command, which creates a sign-in link, valid once, and shows it.</summary>
    /// <param name="app">The app that the link leads to.</param>
    /// <param name="issuance">The service that creates it.</param>
    /// <param name="keys">The keys; the command signs in with one of them.</param>
    /// <returns>The same app.</returns>
    public static IResourceBuilder<ViteAppResource> WithSignInCommand(
        this IResourceBuilder<ViteAppResource> app, IResourceBuilder<ProjectResource> issuance, ServiceKeys keys)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(issuance);
        ArgumentNullException.ThrowIfNull(keys);
        if (!app.ApplicationBuilder.ExecutionContext.IsRunMode) return app;
        var service = issuance.GetEndpoint(CredentialServiceExtensions.EndpointName);
        var site = app.GetEndpoint(ViteAppExtensions.EndpointName);
        return app.WithCommand(
            ResourceNames.SignInCommand,
            "Sign in",
            async context =>
            {
                using var http = new HttpClient();
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(service.Url), "/api/v1/session/link"));
                await keys.SignInAsync(request, issuance.Resource.Name, context.CancellationToken);
                using var answer = await http.SendAsync(request, context.CancellationToken);
                if (!answer.IsSuccessStatusCode) return CommandResults.Failure($"The issuance service answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(context.CancellationToken)}");
                var path = (await answer.Content.ReadFromJsonAsync<JsonElement>(context.CancellationToken)).GetProperty("path").GetString();
                var link = new Uri(new Uri(site.Url), path);
                return CommandResults.Success("This link works once, within ten minutes.", $"[Sign in to the issuance app]({link})", CommandResultFormat.Markdown, displayImmediately: true);
            },
            new() { Description = "Creates a link that signs your browser in, once.", IconName = "PersonKey", IsHighlighted = true });
    }
}
