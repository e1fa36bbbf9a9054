namespace KubeCredential.Publishing.Vite;

/// <summary>The run-once <c>npm ci</c> of a directory, which web apps wait for.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="command">The npm program.</param>
/// <param name="workingDirectory">The directory of the <c>package-lock.json</c>.</param>
public sealed class NpmInstallerResource(string name, string command, string workingDirectory)
    : ExecutableResource(name, command, workingDirectory);
