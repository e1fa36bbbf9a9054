namespace Verification.Api.TrustedIssuers;

/// <summary>Why a credential is not trusted.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Sentence">The same as a sentence.</param>
/// <param name="Arguments">What the sentence says beside it: the issuer's name, and the day if it is about one.</param>
internal sealed record TrustFault(TrustFaultKind Kind, string Sentence, params string[] Arguments);

/// <summary>What is wrong with a credential of an issuer that is trusted for others.</summary>
internal enum TrustFaultKind
{
    /// <summary>It is of another type.</summary>
    Type,

    /// <summary>It does not say when it was issued.</summary>
    NoTime,

    /// <summary>It was issued before the first day.</summary>
    TooEarly,

    /// <summary>It was issued after the last day.</summary>
    TooLate,
}
