using KubeCredential.Hosting;

namespace KubeCredential.Messaging;

/// <summary>Names of consumers in a group.</summary>
public static class ConsumerName
{
    /// <summary>A name that no other process has or had: host names and process ids come again.</summary>
    public static string Create() => $"{WorkerIdentity.Id}-{Guid.NewGuid().ToString("N")[..8]}";
}
