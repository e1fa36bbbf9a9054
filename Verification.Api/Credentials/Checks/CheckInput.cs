using System.Text.Json;
using Verification.Api.Freshness;
using Verification.Api.Signatures;

namespace Verification.Api.Credentials.Checks;

/// <summary>The input of a check.</summary>
/// <param name="Known">What this verifier knows of the credential.</param>
/// <param name="Shown">The presented credential, or null if only an ID was given.</param>
/// <param name="Now">The moment of the check.</param>
/// <param name="Knowledge">What was known of the issuer before <paramref name="Known"/> was read.</param>
/// <param name="FreshFor">How old the knowledge may be without a warning.</param>
/// <param name="MaxAge">How old the caller accepts the knowledge to be, or null if any age.</param>
internal readonly record struct CheckInput(KnownCredential Known, JsonElement? Shown, DateTimeOffset Now, IssuerKnowledge Knowledge, TimeSpan FreshFor, TimeSpan? MaxAge)
{
    /// <summary>What is known of the signature of <see cref="Known"/>.</summary>
    public required SignatureFinding Signature { get; init; }
}
