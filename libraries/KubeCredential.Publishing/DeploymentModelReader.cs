using System.Globalization;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Publishing;

/// <summary>
/// Resolves the application model for a deployment: names of resources become names of hosts, secrets stay names, and the values show
/// which workload calls which.
/// </summary>
internal sealed class DeploymentModelReader(DistributedApplicationModel model, DistributedApplicationExecutionContext execution, ILogger logger, PublishingOptions options)
{
    private const int DefaultHttpPort = 8080;
    private const string ConnectionStringPrefix = "ConnectionStrings__";

    private readonly SortedSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _hashed = new(StringComparer.Ordinal);

    /// <exception cref="PublishingException">The model lacks something that a deployment needs, or holds a value that it cannot express.</exception>
    public async Task<DeploymentModel> ReadAsync(CancellationToken cancellationToken)
    {
        var workloads = new List<Workload>();
        foreach (var resource in model.GetComputeResources().OrderBy(resource => resource.Name, StringComparer.Ordinal))
            workloads.Add(await ReadAsync(resource, cancellationToken));
        return new(options, workloads, [.. _secrets], [.. _hashed]);
    }

    private async Task<Workload> ReadAsync(IResource resource, CancellationToken cancellationToken)
    {
        var deployment = resource.Annotations.OfType<DeploymentAnnotation>().LastOrDefault() ?? throw new PublishingException(
            $"The resource {resource.Name} cannot be published: nothing says how it is deployed. Call WithDeployment on it.");
        var calls = new SortedSet<string>(StringComparer.Ordinal);
        var databaseServers = new SortedSet<string>(StringComparer.Ordinal);
        var environment = await EnvironmentAsync(resource, calls, cancellationToken);
        MigrationJob? migration = null;
        if (resource.Annotations.OfType<MigrationAnnotation>().LastOrDefault() is { } migrates)
        {
            var parts = Merge(await PartsAsync(resource, migrates.ConnectionString, databaseServers, cancellationToken));
            migration = new(migrates.ModeVariable, migrates.ModeValue, new(migrates.ConnectionVariable, parts, StoreOf(databaseServers)));
        }

        var arguments = await ArgumentsAsync(resource, calls, cancellationToken);
        calls.Remove(resource.Name);
        var build = deployment.Build ?? BuildOf(resource);
        var data = DataDirectoryOf(resource);
        var ports = PortsOf(resource).ToList();
        if (data is not null && ports.Count == 0) throw new PublishingException($"The resource {resource.Name} cannot be published: it keeps data and has no endpoint.");
        return new()
        {
            Name = resource.Name,
            Deployment = deployment,
            Build = build,
            Image = build is not null ? null : resource.TryGetContainerImageName(out var image)
                ? image
                : throw new PublishingException($"The resource {resource.Name} cannot be published: it has neither an image nor a way to build one."),
            Ports = ports,
            Environment = environment,
            Command = (resource as ContainerResource)?.Entrypoint,
            Arguments = arguments,
            Probes = [.. resource.Annotations.OfType<EndpointProbeAnnotation>().OrderBy(probe => probe.Type)],
            DataDirectory = data,
            IsExternal = resource.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.IsExternal),
            Calls = [.. calls],
            DatabaseServers = [.. databaseServers],
            Migration = migration,
            Links = [.. resource.Annotations.OfType<PublicLinkAnnotation>()],
        };
    }

    private static string? DataDirectoryOf(IResource resource) =>
        resource.TryGetContainerMounts(out var mounts) ? mounts.FirstOrDefault(mount => mount.Type == ContainerMountType.Volume)?.Target : null;

    private static ImageBuild? BuildOf(IResource resource)
    {
        if (resource.Annotations.OfType<DockerfileBuildAnnotation>().LastOrDefault() is not { } dockerfile) return null;
        var arguments = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in dockerfile.BuildArguments)
        {
            arguments[name] = value as string ?? throw new PublishingException(
                $"The resource {resource.Name} cannot be published: its build argument {name} is not a text.");
        }

        return new(dockerfile.ContextPath, arguments, Path.GetRelativePath(dockerfile.ContextPath, dockerfile.DockerfilePath).Replace('\\', '/'));
    }

    /// <summary>The one server that a connection string leads to, if it is one that keeps data; else null.</summary>
    private string? StoreOf(SortedSet<string> called) =>
        called.Count == 1 && model.Resources.Any(resource => resource.Name == called.Min && DataDirectoryOf(resource) is not null) ? called.Min : null;

    // TLS ends at the way in: workloads talk to each other in plain HTTP.
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
            entries.Add(new(name, Merge(parts), name.StartsWith(ConnectionStringPrefix, StringComparison.Ordinal) ? StoreOf(called) : null));
        }

        return entries;
    }

    private async Task<IReadOnlyList<ConfigurationEntry>> ArgumentsAsync(IResource resource, SortedSet<string> calls, CancellationToken cancellationToken)
    {
        // The arguments of a program on this machine, such as npm, are not those of its image.
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
            default: throw new PublishingException($"The resource {resource.Name} cannot be published: it has a value of type {value.GetType().Name}, which no deployment can express.");
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
            _ => throw new PublishingException($"The property {expression.Property} of the endpoint {endpoint.EndpointName} of {host} cannot be published."),
        };
    }

    /// <summary>Fills the holes of a composite format string with parts. The holes of a reference expression have no widths or formats.</summary>
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
