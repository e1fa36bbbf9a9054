using System.Globalization;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Publishing;

/// <summary>
/// Resolves the application model for a deployment: names of resources become names of hosts, secrets stay names, and who calls whom is
/// read off the values.
/// </summary>
internal sealed class DeploymentModelReader(DistributedApplicationModel model, DistributedApplicationExecutionContext execution, ILogger logger, string repositoryRoot)
{
    private const int DefaultHttpPort = 8080;
    private const string ConnectionStringPrefix = "ConnectionStrings__";

    private readonly SortedSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _hashed = new(StringComparer.Ordinal);

    /// <exception cref="PublishingException">A resource that is to be deployed has no <see cref="DeploymentAnnotation"/>.</exception>
    /// <exception cref="NotSupportedException">The model holds a value that no deployment can express.</exception>
    public async Task<DeploymentModel> ReadAsync(CancellationToken cancellationToken)
    {
        var workloads = new List<Workload>();
        foreach (var resource in model.GetComputeResources().OrderBy(resource => resource.Name, StringComparer.Ordinal))
            workloads.Add(await ReadAsync(resource, cancellationToken));
        return new(workloads, [.. _secrets], [.. _hashed], repositoryRoot);
    }

    private async Task<Workload> ReadAsync(IResource resource, CancellationToken cancellationToken)
    {
        var deployment = resource.Annotations.OfType<DeploymentAnnotation>().LastOrDefault() ?? throw new PublishingException(
            $"The resource {resource.Name} cannot be published: the AppHost does not say how it is deployed. Call WithDeployment on it.");
        var calls = new SortedSet<string>(StringComparer.Ordinal);
        var databaseServers = new SortedSet<string>(StringComparer.Ordinal);
        var environment = await EnvironmentAsync(resource, calls, cancellationToken);
        ConfigurationEntry? owner = null;
        if (resource.Annotations.OfType<MigrationOwnerAnnotation>().LastOrDefault() is { } migrates)
            owner = new(migrates.Variable, Merge(await PartsAsync(resource, migrates.ConnectionString, databaseServers, cancellationToken)), databaseServers.Single());
        var arguments = await ArgumentsAsync(resource, calls, cancellationToken);
        calls.Remove(resource.Name);
        return new()
        {
            Name = resource.Name,
            Deployment = deployment,
            Image = deployment.Build is not null ? null : resource.TryGetContainerImageName(out var image)
                ? image
                : throw new PublishingException($"The resource {resource.Name} cannot be published: it has neither an image nor a way to build one."),
            Ports = [.. PortsOf(resource)],
            Environment = environment,
            Command = (resource as ContainerResource)?.Entrypoint,
            Arguments = arguments,
            Probes = [.. resource.Annotations.OfType<EndpointProbeAnnotation>().OrderBy(probe => probe.Type)],
            DataDirectory = resource.TryGetContainerMounts(out var mounts) ? mounts.FirstOrDefault(mount => mount.Type == ContainerMountType.Volume)?.Target : null,
            IsExternal = resource.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.IsExternal),
            Calls = [.. calls],
            DatabaseServers = [.. databaseServers],
            MigrationOwner = owner,
            Links = [.. resource.Annotations.OfType<PublicLinkAnnotation>()],
        };
    }

    // TLS ends before the services.
    private static IEnumerable<(string Name, int Port)> PortsOf(IResource resource) => resource.Annotations.OfType<EndpointAnnotation>()
        .Where(endpoint => endpoint.UriScheme != "https")
        .Select(endpoint => (endpoint.Name, endpoint.TargetPort ?? DefaultHttpPort));

    private async Task<IReadOnlyList<ConfigurationEntry>> EnvironmentAsync(IResource resource, SortedSet<string> calls, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, resource, cancellationToken: cancellationToken) { Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>()) await annotation.Callback(context);
        var entries = new List<ConfigurationEntry>();
        foreach (var (name, value) in context.EnvironmentVariables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            var called = new SortedSet<string>(StringComparer.Ordinal);
            var parts = await PartsAsync(resource, value, called, cancellationToken);
            calls.UnionWith(called);
            entries.Add(new(name, Merge(parts), name.StartsWith(ConnectionStringPrefix, StringComparison.Ordinal) ? called.Single() : null));
        }

        return entries;
    }

    private async Task<IReadOnlyList<ConfigurationEntry>> ArgumentsAsync(IResource resource, SortedSet<string> calls, CancellationToken cancellationToken)
    {
        // Those of the program that runs a web app here are not those of its image.
        if (resource is not ContainerResource) return [];
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken) { ExecutionContext = execution, Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>()) await annotation.Callback(context);
        var entries = new List<ConfigurationEntry>();
        foreach (var argument in context.Args) entries.Add(new("", Merge(await PartsAsync(resource, argument, calls, cancellationToken)), null));
        return entries;
    }

    private async Task<List<ConfigurationPart>> PartsAsync(IResource resource, object? value, SortedSet<string> calls, CancellationToken cancellationToken)
    {
        switch (value)
        {
            case null: return [];
            case string text: return [new(text, false)];
            case EndpointReference endpoint: return await PartsAsync(resource, endpoint.Property(EndpointProperty.Url), calls, cancellationToken);
            case EndpointReferenceExpression endpoint: return [new(EndpointText(endpoint, calls), false)];
            case ParameterResource { Secret: true } secret when secret.Annotations.OfType<HashOfAnnotation>().LastOrDefault() is { } hashed:
                _secrets.Add(hashed.Secret);
                _hashed.Add(hashed.Secret);
                return [new(DeploymentModel.HashOf(hashed.Secret), true)];
            case ParameterResource { Secret: true } secret:
                _secrets.Add(secret.Name);
                return [new(secret.Name, true)];
            case ConnectionStringReference reference: return await PartsAsync(resource, reference.Resource.ConnectionStringExpression, calls, cancellationToken);
            case IResourceWithConnectionString target: return await PartsAsync(resource, target.ConnectionStringExpression, calls, cancellationToken);
            case ReferenceExpression { IsConditional: true } choice:
                var condition = choice.Condition is EndpointReferenceExpression asked ? EndpointText(asked, calls) : await choice.Condition!.GetValueAsync(cancellationToken);
                return await PartsAsync(resource, string.Equals(condition, choice.MatchValue, StringComparison.OrdinalIgnoreCase) ? choice.WhenTrue : choice.WhenFalse, calls, cancellationToken);
            case ReferenceExpression expression:
                var holes = new List<List<ConfigurationPart>>();
                foreach (var provider in expression.ValueProviders) holes.Add(await PartsAsync(resource, provider, calls, cancellationToken));
                return Fill(expression.Format, holes);
            case IFormattable number: return [new(number.ToString(null, CultureInfo.InvariantCulture), false)];
            case IValueProvider provider: return [new(await provider.GetValueAsync(cancellationToken) ?? "", false)];
            default: throw new NotSupportedException($"The resource {resource.Name} has a value of type {value.GetType().Name}, which cannot be published.");
        }
    }

    private static string EndpointText(EndpointReferenceExpression expression, SortedSet<string> calls)
    {
        var endpoint = expression.Endpoint;
        var host = endpoint.Resource.Name;
        var port = PortsOf(endpoint.Resource).Where(one => one.Name == endpoint.EndpointName).Select(one => one.Port.ToString(CultureInfo.InvariantCulture)).FirstOrDefault("");
        if (expression.Property is not (EndpointProperty.TargetPort or EndpointProperty.Scheme or EndpointProperty.TlsEnabled)) calls.Add(host);
        return expression.Property switch
        {
            EndpointProperty.Url => $"{endpoint.Scheme}://{host}:{port}",
            EndpointProperty.Host or EndpointProperty.IPV4Host => host,
            EndpointProperty.Port or EndpointProperty.TargetPort => port,
            EndpointProperty.HostAndPort => $"{host}:{port}",
            EndpointProperty.Scheme => endpoint.Scheme,
            EndpointProperty.TlsEnabled => endpoint.TlsEnabled.ToString(),
            _ => throw new NotSupportedException($"{host}: {expression.Property}"),
        };
    }

    /// <summary>A composite format string with its holes filled by parts. The holes of a reference expression carry no widths or formats.</summary>
    private static List<ConfigurationPart> Fill(string format, List<List<ConfigurationPart>> holes)
    {
        var parts = new List<ConfigurationPart>();
        for (var at = 0; at < format.Length;)
        {
            var next = format.AsSpan(at).IndexOfAny('{', '}');
            if (next < 0)
            {
                parts.Add(new(format[at..], false));
                break;
            }

            parts.Add(new(format[at..(at + next)], false));
            at += next;
            if (format[at + 1] == format[at])
            {
                parts.Add(new(format[at].ToString(), false));
                at += 2;
                continue;
            }

            var end = format.IndexOf('}', at);
            parts.AddRange(holes[int.Parse(format.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture)]);
            at = end + 1;
        }

        return parts;
    }

    private static List<ConfigurationPart> Merge(List<ConfigurationPart> parts)
    {
        var merged = new List<ConfigurationPart>();
        foreach (var part in parts.Where(part => part.IsSecret || part.Text.Length > 0))
        {
            if (!part.IsSecret && merged is [.., { IsSecret: false } last]) merged[^1] = new(last.Text + part.Text, false);
            else merged.Add(part);
        }

        return merged;
    }
}
