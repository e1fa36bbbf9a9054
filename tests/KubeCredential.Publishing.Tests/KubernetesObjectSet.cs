using k8s;
using k8s.Models;

namespace KubeCredential.Publishing.Tests;

/// <summary>Kubernetes objects, read so strictly that a field which its kind does not have is an error.</summary>
internal sealed class KubernetesObjectSet
{
    // The Gateway API is no part of Kubernetes' own.
    private static readonly Dictionary<string, Type> MoreKinds = new() { ["gateway.networking.k8s.io/v1/HTTPRoute"] = typeof(HttpRoute) };

    private readonly List<object> _objects;

    private KubernetesObjectSet(List<object> objects) => _objects = objects;

    public IEnumerable<T> All<T>() => _objects.OfType<T>();

    public T One<T>(string name) where T : IMetadata<V1ObjectMeta> => Assert.Single(All<T>(), one => one.Metadata.Name == name);

    /// <summary>Every pod that is run, by the name of its label <c>app.kubernetes.io/name</c>.</summary>
    public IReadOnlyDictionary<string, V1PodTemplateSpec> Pods => All<V1Deployment>().Select(one => one.Spec.Template)
        .Concat(All<V1StatefulSet>().Select(one => one.Spec.Template))
        .Concat(All<V1Job>().Select(one => one.Spec.Template))
        .ToDictionary(pod => pod.Metadata.Labels["app.kubernetes.io/name"]);

    /// <summary>The environment of a pod's container; a secret is written <c>&lt;name&gt;</c>.</summary>
    public SortedDictionary<string, string> EnvironmentOf(V1PodTemplateSpec pod)
    {
        var container = Assert.Single(pod.Spec.Containers);
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in container.EnvFrom ?? [])
        {
            foreach (var (name, value) in One<V1ConfigMap>(source.ConfigMapRef.Name).Data ?? new Dictionary<string, string>()) environment[name] = value;
        }

        foreach (var variable in container.Env ?? [])
        {
            var value = variable.Value ?? (variable.ValueFrom.SecretKeyRef is { } secret ? $"<{secret.Key}>" : $"[{variable.ValueFrom.FieldRef.FieldPath}]");
            // As the kubelet does it: only what stands earlier in the list.
            foreach (var (name, known) in environment) value = value.Replace($"$({name})", known, StringComparison.Ordinal);
            environment[variable.Name] = value;
        }

        return environment;
    }

    public static KubernetesObjectSet Read(string yaml)
    {
        var kinds = typeof(V1Pod).Assembly.GetTypes()
            .Select(type => (type, attribute: type.GetCustomAttributes(typeof(KubernetesEntityAttribute), false).Cast<KubernetesEntityAttribute>().FirstOrDefault()))
            .Where(one => one.attribute is not null && !one.type.Name.EndsWith("List", StringComparison.Ordinal))
            .GroupBy(one => $"{(string.IsNullOrEmpty(one.attribute!.Group) ? "" : one.attribute.Group + "/")}{one.attribute.ApiVersion}/{one.attribute.Kind}")
            .ToDictionary(group => group.Key, group => group.First().type);
        foreach (var (kind, type) in MoreKinds) kinds[kind] = type;
        // Helm writes a comment where a template came to nothing, which the reader cannot take for an empty document.
        var documents = yaml.Split("---\n").Where(document => document.Split('\n').Any(line => line.Length > 0 && line[0] != '#'));
        return new(KubernetesYaml.LoadAllFromString(string.Join("---\n", documents), kinds, strict: true));
    }
}
