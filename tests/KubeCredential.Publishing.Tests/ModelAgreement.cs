using System.Text.RegularExpressions;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeCredential.Publishing.Tests;

/// <summary>
/// Compares published objects with the application model. What the model means is taken from Aspire's own evaluation for its manifest,
/// not from the code that published.
/// </summary>
internal static partial class ModelAgreement
{
    // What a deployment adds of its own.
    private static readonly string[] DeploymentOnly = ["POD_NAME", "ASPNETCORE_ENVIRONMENT", "VERIFICATION_APP_URL", "Issuers__PublicAddress", "Batches__VerifyAddress", "Report__Address", "Mail__Password", "AllowedHosts"];

    public static async Task<IReadOnlyList<string>> DifferencesAsync(IDistributedApplicationBuilder model, KubernetesObjectSet published)
    {
        var differences = new List<string>();
        var resources = model.Resources.Where(resource => resource is ProjectResource or ContainerResource).ToList();
        Compare(differences, "resources", resources.Select(resource => resource.Name), published.Pods.Keys.Where(name => !name.EndsWith("-migrate", StringComparison.Ordinal)));
        foreach (var resource in resources)
        {
            if (!published.Pods.TryGetValue(resource.Name, out var pod)) continue;
            Compare(differences, $"{resource.Name}: environment", await EnvironmentAsync(model, resource), published.EnvironmentOf(pod)
                .Where(variable => !DeploymentOnly.Contains(variable.Key) && !variable.Key.StartsWith("SECRET_", StringComparison.Ordinal))
                .Select(variable => $"{variable.Key}={variable.Value}"));

            var container = pod.Spec.Containers[0];
            var endpoints = resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => $"{endpoint.Name}={endpoint.TargetPort}").ToList();
            Compare(differences, $"{resource.Name}: container ports", endpoints, container.Ports.Select(port => $"{port.Name}={port.ContainerPort}"));
            Compare(differences, $"{resource.Name}: service ports", endpoints, published.One<V1Service>(resource.Name).Spec.Ports.Select(port => $"{port.Name}={port.Port}"));
            var probes = resource.Annotations.OfType<EndpointProbeAnnotation>().ToList();
            if (probes.Count == 0) continue;
            Compare(differences, $"{resource.Name}: probes",
                probes.Select(probe => $"{probe.Type}={probe.EndpointReference.EndpointName}{probe.Path} in {probe.TimeoutSeconds} s"),
                ((string, V1Probe?)[])[("Readiness", container.ReadinessProbe), ("Liveness", container.LivenessProbe)] is var all
                    ? all.Where(one => one.Item2 is not null).Select(one => $"{one.Item1}={one.Item2!.HttpGet.Port.Value}{one.Item2.HttpGet.Path} in {one.Item2.TimeoutSeconds} s")
                    : []);
        }

        return differences;
    }

    private static async Task<IEnumerable<string>> EnvironmentAsync(IDistributedApplicationBuilder model, IResource resource)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(resource).WithEnvironmentVariablesConfig()
            .BuildAsync(model.ExecutionContext, NullLogger.Instance, TestContext.Current.CancellationToken);
        var values = configuration.EnvironmentVariables.ToDictionary();
        return values
            // Aspire gives a name with a hyphen again with an underscore.
            .Where(variable => !values.Keys.Any(other => other != variable.Key && other.Contains('-', StringComparison.Ordinal) && other.Replace('-', '_') == variable.Key))
            .Select(variable => $"{variable.Key}={Resolve(model, variable.Value)}");
    }

    /// <summary>Puts names of hosts and of secrets in the place of the manifest's expressions.</summary>
    private static string Resolve(IDistributedApplicationBuilder model, string value) => Expression().Replace(value, match =>
    {
        var name = match.Groups["name"].Value;
        var property = match.Groups["property"].Value;
        if (property == "connectionString" && name.StartsWith("cond-", StringComparison.Ordinal)) return "";
        if (property == "value") return $"<{name}>";
        var resource = model.Resources.Single(one => one.Name == name);
        if (property == "connectionString") return Resolve(model, ((IResourceWithConnectionString)resource).ConnectionStringExpression.ValueExpression);
        var endpoint = resource.Annotations.OfType<EndpointAnnotation>().Single(one => property.StartsWith($"bindings.{one.Name}.", StringComparison.Ordinal));
        return property.Split('.')[^1] switch
        {
            "url" => $"{endpoint.UriScheme}://{name}:{endpoint.TargetPort}",
            "host" => name,
            "port" or "targetPort" => $"{endpoint.TargetPort}",
            var other => throw new NotSupportedException(other),
        };
    });

    private static void Compare(List<string> differences, string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var (wanted, found) = (expected.ToHashSet(), actual.ToHashSet());
        differences.AddRange(wanted.Except(found).Order().Select(one => $"{what}: published lacks {one}"));
        differences.AddRange(found.Except(wanted).Order().Select(one => $"{what}: the model lacks {one}"));
    }

    [GeneratedRegex(@"\{(?<name>[a-z0-9-]+)\.(?<property>[A-Za-z0-9.]+)\}")]
    private static partial Regex Expression();
}
