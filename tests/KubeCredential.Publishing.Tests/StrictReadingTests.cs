namespace KubeCredential.Publishing.Tests;

/// <summary>The reader of all other tests refuses what Kubernetes does not know.</summary>
public sealed class StrictReadingTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: one}
        spec:
          selector: {matchLabels: {app: one}}
          template:
            spec:
              containers:
              - {name: one, image: "one:1"}
        """;

    private const string Route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: one}
        spec:
          hostnames: [one.example]
          rules:
          - backendRefs: [{name: one, port: 8080}]
        """;

    [Theory]
    [InlineData(Deployment)]
    [InlineData(Route)]
    public void What_is_right_is_read(string yaml) => Assert.Single(KubernetesObjectSet.Read(yaml).All<object>());

    [Theory]
    [InlineData(Deployment, "metadata: {name: one}", "metadata: {name: one, nmae: two}")]
    [InlineData(Deployment, "spec:\n  selector", "spec:\n  replica: 2\n  selector")]
    [InlineData(Deployment, "image: \"one:1\"", "image: \"one:1\", readynessProbe: {}")]
    [InlineData(Deployment, "image: \"one:1\"", "image: \"one:1\", securityContext: {readOnlyRootFileSystem: true}")]
    [InlineData(Deployment, "kind: Deployment", "kind: Deploymnt")]
    [InlineData(Route, "hostnames", "hostNames")]
    [InlineData(Route, "name: one, port", "name: one, prot: 1, port")]
    public void A_field_or_a_kind_that_there_is_not_is_an_error(string yaml, string right, string wrong)
    {
        Assert.Contains(right, yaml, StringComparison.Ordinal);

        Assert.ThrowsAny<Exception>(() => KubernetesObjectSet.Read(yaml.Replace(right, wrong, StringComparison.Ordinal)));
    }
}
