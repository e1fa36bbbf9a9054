using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KubeCredential.AppHost.Services;

/// <summary>The buttons of the dashboard on the services.</summary>
public static class ServiceCommands
{
    private const string Reason = "From the Aspire dashboard";
    private const string CircuitPath = "/admin/circuit-breaker";

    /// <summary>Adds the buttons that both services have.</summary>
    /// <param name="service">The service.</param>
    /// <param name="keys">The keys, one of which the buttons sign in with.</param>
    /// <param name="transport">What is stopped and goes on, such as <c>publishing</c>.</param>
    /// <returns>The same service.</returns>
    public static IResourceBuilder<ProjectResource> WithOperatorCommands(this IResourceBuilder<ProjectResource> service, ServiceKeys keys, string transport)
    {
        ArgumentNullException.ThrowIfNull(service);
        return service
            .WithOperatorCommand(keys, ResourceNames.ReprocessFailedCommand, "Reprocess failed", "/admin/reprocess-failed", null, new()
            {
                Description = "Puts the events that failed back to work.",
                ConfirmationMessage = "Put all events that failed back to work?",
                IconName = "ArrowClockwise",
                IsHighlighted = true,
            })
            .WithOperatorCommand(keys, ResourceNames.OpenCircuitCommand, "Open circuit", CircuitPath, new { action = "isolate", reason = Reason }, new()
            {
                Description = $"Stops {transport} on all replicas until the circuit is closed.",
                ConfirmationMessage = $"Stop {transport} on all replicas?",
                IconName = "PlugDisconnected",
            })
            .WithOperatorCommand(keys, ResourceNames.CloseCircuitCommand, "Close circuit", CircuitPath, new { action = "close", reason = Reason }, new()
            {
                Description = $"Lets {transport} go on, on all replicas.",
                IconName = "PlugConnected",
            });
    }

    /// <summary>Adds the button that builds the read model anew.</summary>
    /// <param name="service">The verification service.</param>
    /// <param name="keys">The keys, one of which the button signs in with.</param>
    /// <returns>The same service.</returns>
    public static IResourceBuilder<ProjectResource> WithRebuildCommand(this IResourceBuilder<ProjectResource> service, ServiceKeys keys)
    {
        ArgumentNullException.ThrowIfNull(service);
        return service.WithOperatorCommand(keys, ResourceNames.RebuildCommand, "Rebuild read model", "/admin/rebuild", null, new()
        {
            Description = "Builds the read model anew from the event store; verifying goes on meanwhile.",
            ConfirmationMessage = "Build the read model anew from the event store?",
            IconName = "DatabaseArrowUp",
            // Of two replicas' buttons the second finds the rebuild under way.
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
