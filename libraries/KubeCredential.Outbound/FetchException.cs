namespace KubeCredential.Outbound;

/// <summary>A document could not be fetched.</summary>
public sealed class FetchException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="failure">Why, as a code.</param>
    /// <param name="message">Why, as a sentence that may be shown; it names neither the address nor anything that the server said.</param>
    /// <param name="cause">What was thrown first, or null.</param>
    public FetchException(FetchFailure failure, string message, Exception? cause = null)
        : base(message, cause) => Failure = failure;

    /// <summary>Why.</summary>
    public FetchFailure Failure { get; }
}
