namespace KubeCredential.Outbound;

/// <summary>How a fetch ended.</summary>
/// <param name="Document">The document, or null.</param>
/// <param name="Failure">Why there is none, or null.</param>
/// <param name="At">When it ended.</param>
/// <param name="FreshUntil">Until when it counts without asking again.</param>
internal sealed record FetchAnswer(FetchedDocument? Document, FetchException? Failure, DateTimeOffset At, DateTimeOffset FreshUntil)
{
    public static FetchAnswer Of(FetchedDocument document) => new(document, null, document.FetchedAt, document.FreshUntil);

    /// <summary>The document.</summary>
    /// <exception cref="FetchException">There is none. Each caller gets an exception of its own.</exception>
    public FetchedDocument Value => Document ?? throw new FetchException(Failure!.Failure, Failure.Message, Failure);
}
