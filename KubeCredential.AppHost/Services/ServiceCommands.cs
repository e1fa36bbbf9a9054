using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KubeCredential.AppHost.Services;

/// <summary>The commands on the services in the dashboard.</summary>
public static class ServiceCommands
{
    private const string Reason = "From the Aspire dashboard";
    private const string CircuitPath = "/admin/circuit-breaker";

    /// <summary>Adds the commands that both services have.</summary>
    /// <param name="service">The service.</param>
    /// <param name="keys">The keys; the commands sign in with one of them.</param>
    /// <param name="transport">What is paused and resumed, such as <c>publishing</c>.</param>
    /// <returns>The same service.</returns>
    public static IResourceBuilder<ProjectResource> WithOperatorCommands(this IResourceBuilder<ProjectResource> service, ServiceKeys keys, string transport)
    {
        ArgumentNullException.ThrowIfNull(service);
        return service
            .WithOperatorCommand(keys, ResourceNames.ReprocessFailedCommand, "Reprocess failed", "/admin/reprocess-failed", null, new()
            {
                Description = "Tries the events that failed again.",
                ConfirmationMessage = "Reprocess all events that failed?",
                IconName = "ArrowClockwise",
                IsHighlighted = true,
            })
            .WithOperatorCommand(keys, ResourceNames.OpenCircuitCommand, $"Pause {transport}", CircuitPath, new { action = "isolate", reason = Reason }, new()
            {
                Description = $"Pauses {transport} on all replicas until it is resumed.",
                ConfirmationMessage = $"Pause {transport} on all replicas?",
                IconName = "PlugDisconnected",
            })
            .WithOperatorCommand(keys, ResourceNames.CloseCircuitCommand, $"Resume {transport}", CircuitPath, new { action = "close", reason = Reason }, new()
            {
                Description = $"Resumes {transport} on all replicas.",
                IconName = "PlugConnected",
            });
    }

    /// <summary>Adds the command that rebuilds the read model.</summary>
    /// <param name="service">The verification service.</param>
    /// <param name="keys">The keys; the command signs in with one of them.</param>
    /// <returns>The same service.</returns>
    public static IResourceBuilder<ProjectResource> WithRebuildCommand(this IResourceBuilder<ProjectResource> service, ServiceKeys keys)
    {
        ArgumentNullException.ThrowIfNull(service);
        return service.WithOperatorCommand(keys, ResourceNames.RebuildCommand, "Rebuild read model", "/admin/rebuild", null, new()
        {
            Description = "Rebuilds the read model from the event store. Verification stays available meanwhile.",
            ConfirmationMessage = "Rebuild the read model from the event store?",
            IconName = "DatabaseArrowUp",
            // Each replica has the command; the second finds the rebuild under way.
            GetCommandResult = static async context => context.Response is { IsSuccessStatusCode: true } or { StatusCode: HttpStatusCode.Conflict }
                ? CommandResults.Success()
                : CommandResults.Failure(await context.Response.Content.ReadAsStringAsync(context.CancellationToken)),
        });
    }

    private static IResourceBuilder<ProjectResource> WithOperatorCommand(
        this IResourceBuilder<ProjectResource> service, ServiceKeys keys, string name, string title, string path, object? body, HttpCommandOptions options)
    {
        options.Method = HttpMethod.Post;
        options.PrepareRequest = context =>
        {
            if (body is not null) context.Request.Content = JsonContent.Create(body);
            return keys.SignInAsync(context.Request, service.Resource.Name, context.CancellationToken);
        };
        options.UpdateState = static context => context.ResourceSnapshot.HealthStatus is HealthStatus.Healthy ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
        return service.WithHttpCommand(path, title, endpointName: CredentialServiceExtensions.EndpointName, commandName: name, commandOptions: options);
    }
}
