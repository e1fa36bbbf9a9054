namespace KubeCredential.Publishing.Tests.Sample;

/// <summary>The example of the library's README.</summary>
internal static class ReadmeExample
{
    public static void Add(IDistributedApplicationBuilder builder)
    {
        var api = builder.AddDockerfile("api", "../api")
            .WithHttpEndpoint(targetPort: 8080, name: "http")
            .WithDeployment(new() { UserId = 1000, Cpu = "100m", Memory = "64Mi", MemoryLimit = "128Mi", Scale = (2, 6) });
        builder.AddDockerfile("web", "../web")
            .WithHttpEndpoint(targetPort: 8080, name: "http").WithExternalHttpEndpoints()
            .WithEnvironment("API", api.GetEndpoint("http"))
            .WithDeployment(new() { UserId = 101, Cpu = "50m", Memory = "32Mi", MemoryLimit = "64Mi" });
        builder.AddKubernetesPublishing("orders", options => options.Description = "Takes orders");
    }
}
