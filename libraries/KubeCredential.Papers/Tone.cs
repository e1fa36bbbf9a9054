namespace KubeCredential.Papers;

/// <summary>What a verdict means for who reads it.</summary>
public enum Tone
{
    /// <summary>The credential is valid.</summary>
    Good,

    /// <summary>It is not valid now, or could not be checked in full.</summary>
    Doubtful,

    /// <summary>It is not valid.</summary>
    Bad,
}
