namespace KubeCredential.Publishing.Vite;

/// <summary>A web app served by Vite. It has the shape of the resource of this name in Aspire.Hosting.JavaScript.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="command">The npm program.</param>
/// <param name="workingDirectory">The directory of the app's <c>package.json</c>.</param>
public sealed class ViteAppResource(string name, string command, string workingDirectory)
    : ExecutableResource(name, command, workingDirectory), IResourceWithServiceDiscovery;
