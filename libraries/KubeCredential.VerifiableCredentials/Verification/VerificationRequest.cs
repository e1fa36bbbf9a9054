namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>What is expected of a document.</summary>
public sealed record VerificationRequest
{
    /// <summary>A request that expects nothing in particular.</summary>
    public static VerificationRequest Any { get; } = new();

    /// <summary>Whether a credential or a presentation is expected; null: either.</summary>
    public DocumentKind? Kind { get; init; }

    /// <summary>The challenge that was set; null: none, and the check says so of a presentation. A credential, too, must repeat one that was set.</summary>
    public string? Challenge { get; init; }

    /// <summary>The domain for which the document must have been made; null: none, and the check says so of a presentation.</summary>
    public string? Domain { get; init; }
}
