namespace KubeCredential.AppHost.Setup;

/// <summary>Where Redis and the databases run.</summary>
public enum InfrastructureMode
{
    /// <summary>In containers with data volumes.</summary>
    Containers,

    /// <summary>As processes and files on this machine.</summary>
    Local,
}
