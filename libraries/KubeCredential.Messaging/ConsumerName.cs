using KubeCredential.Hosting;

namespace KubeCredential.Messaging;

/// <summary>Names of consumers in a group.</summary>
public static class ConsumerName
{
    /// <summary>A name that no other process has or ever had: host names and process IDs are reused.</summary>
    public static string Create() => $"{WorkerIdentity.Id}-{Guid.NewGuid().ToString("N")[..8]}";
}
