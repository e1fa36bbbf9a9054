namespace KubeCredential.Hosting;

/// <summary>Names the process that did something, in answers, events, logs and audit entries.</summary>
public static class WorkerIdentity
{
    /// <summary>
    /// The pod's name in Kubernetes, else host name and process id, such as <c>laptop-4711</c>.
    /// Unique among the processes running at one time.
    /// </summary>
    public static string Id { get; } = Environment.GetEnvironmentVariable("POD_NAME") is { Length: > 0 } pod
        ? pod
        : $"{Environment.MachineName}-{Environment.ProcessId}";
}
