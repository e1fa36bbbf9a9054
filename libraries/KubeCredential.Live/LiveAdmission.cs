namespace KubeCredential.Live;

/// <summary>Whether a client may open a stream.</summary>
internal enum LiveAdmission
{
    /// <summary>The client may.</summary>
    Added,

    /// <summary>The process has reached its limit of streams.</summary>
    TooManyStreams,

    /// <summary>The client has reached its limit of streams.</summary>
    TooManyOfClient,
}
