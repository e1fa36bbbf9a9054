using System.Reflection;

namespace KubeCredential.Hosting;

/// <summary>Identifies the process in responses, events, logs and audit entries.</summary>
public static class WorkerIdentity
{
    /// <summary>
    /// The pod's name in Kubernetes, else host name and process id, such as <c>laptop-4711</c>.
    /// Unique among the processes running at one time.
    /// <list type="table">
    /// <listheader><term>Setting</term><term>Default</term><description>Meaning</description></listheader>
    /// <item><term>POD_NAME</term><description>Names the worker in a pod. Unset: host name and process id, such as <c>laptop-4711</c>.</description></item>
    /// </list>
    /// </summary>
    public static string Id { get; } = Environment.GetEnvironmentVariable("POD_NAME") is { Length: > 0 } pod
        ? pod
        : $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>The version of the program, with the git revision if it was built from a checkout.</summary>
    public static string Version { get; } = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
