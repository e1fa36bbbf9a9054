namespace KubeCredential.Live;

/// <summary>Whether a client may follow.</summary>
internal enum LiveAdmission
{
    /// <summary>It may.</summary>
    Added,

    /// <summary>The process has as many streams as it may have.</summary>
    TooManyStreams,

    /// <summary>The client has as many streams as it may have.</summary>
    TooManyOfClient,
}
