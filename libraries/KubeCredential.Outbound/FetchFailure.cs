namespace KubeCredential.Outbound;

/// <summary>Why a document could not be fetched.</summary>
public enum FetchFailure
{
    /// <summary>Its address, or one that it was redirected to, must not be fetched.</summary>
    Refused,

    /// <summary>Its server cannot be reached, or broke off.</summary>
    Unreachable,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>It is too large.</summary>
    TooLarge,

    /// <summary>There were too many redirects, or one without an address.</summary>
    Redirects,

    /// <summary>The server answered with an error.</summary>
    BadAnswer,

    /// <summary>The answer is of a type that such a document does not have.</summary>
    WrongType,

    /// <summary>Too many documents are being fetched.</summary>
    Busy,
}
