namespace Verification.Api.Credentials.Checks;

/// <summary>
/// The codes of what checks find, for programs and for words in other languages. A sentence may be worded better at any time, its code stays.
/// A check on a document that proves itself which failed, or could not be made, has the code of <see cref="KubeCredential.VerifiableCredentials.CredentialErrors"/>. In brackets: the arguments.
/// </summary>
internal static class DetailCode
{
    /// <summary>The credential is known.</summary>
    public const string Known = "known";

    /// <summary>No credential with this ID is known.</summary>
    public const string Unknown = "unknown";

    /// <summary>The check could not be made, because the credential is not known.</summary>
    public const string UncheckedUnknown = "uncheckedUnknown";

    /// <summary>The check could not be made, because the content was erased.</summary>
    public const string UncheckedErased = "uncheckedErased";

    /// <summary>The check could not be made, because what is known is not certain to be the issuer's.</summary>
    public const string UncheckedUnsigned = "uncheckedUnsigned";

    /// <summary>The issuer signed it.</summary>
    public const string Signed = "signed";

    /// <summary>The issuer signed it with a key that has been compromised since.</summary>
    public const string SignedWithCompromisedKey = "signedWithCompromisedKey";

    /// <summary>The issuer did not sign it.</summary>
    public const string NotSigned = "notSigned";

    /// <summary>The issuer's key is not known, and could not be asked for.</summary>
    public const string SigningKeyUnknown = "signingKeyUnknown";

    /// <summary>The issuer erased the content (the day and the reason, if they are known).</summary>
    public const string ContentErased = "contentErased";

    /// <summary>There is no content to compare.</summary>
    public const string ContentNotShown = "contentNotShown";

    /// <summary>The content matches.</summary>
    public const string ContentMatches = "contentMatches";

    /// <summary>The content differs (in how many places).</summary>
    public const string ContentDiffers = "contentDiffers";

    /// <summary>It has been valid since it was issued.</summary>
    public const string ValidSinceIssue = "validSinceIssue";

    /// <summary>It has been valid (since a day).</summary>
    public const string ValidSince = "validSince";

    /// <summary>It is not valid yet (the first day).</summary>
    public const string NotValidBefore = "notValidBefore";

    /// <summary>It does not expire.</summary>
    public const string NeverExpires = "neverExpires";

    /// <summary>It is valid (until a day).</summary>
    public const string ValidUntil = "validUntil";

    /// <summary>It is valid for less than 30 days more (the last day).</summary>
    public const string ExpiresSoon = "expiresSoon";

    /// <summary>Today is its last day (which day that is).</summary>
    public const string ExpiresToday = "expiresToday";

    /// <summary>It has expired (the last day).</summary>
    public const string ExpiredOn = "expiredOn";

    /// <summary>It is not suspended.</summary>
    public const string NotSuspended = "notSuspended";

    /// <summary>It is suspended (since a day; the reason, if there is one).</summary>
    public const string SuspendedSince = "suspendedSince";

    /// <summary>It is not revoked.</summary>
    public const string NotRevoked = "notRevoked";

    /// <summary>It was revoked (on a day; the reason, if there is one).</summary>
    public const string RevokedOn = "revokedOn";

    /// <summary>No other credential has taken its place.</summary>
    public const string NotReplaced = "notReplaced";

    /// <summary>It was replaced (on a day; the reason, if there is one; the ID of the credential in its place, if it is known).</summary>
    public const string ReplacedOn = "replacedOn";

    /// <summary>It will be replaced (on a day; nothing; the ID of the credential in its place, if it is known).</summary>
    public const string WillBeReplaced = "willBeReplaced";

    /// <summary>Who issued it (the name).</summary>
    public const string IssuedBy = "issuedBy";

    /// <summary>It names another issuer (the name of the one that issued it).</summary>
    public const string NamesAnotherIssuer = "namesAnotherIssuer";

    /// <summary>It does not say who issued it.</summary>
    public const string IssuerNotStated = "issuerNotStated";

    /// <summary>Everything from the issuer has been received (up to a moment).</summary>
    public const string HeardUpTo = "heardUpTo";

    /// <summary>Nothing complete has been heard from the issuer (since a moment).</summary>
    public const string NotHeardSince = "notHeardSince";

    /// <summary>Nothing complete has been heard from the issuer for longer than the request allows (since a moment; empty if nothing was heard at all).</summary>
    public const string OlderThanAskedFor = "olderThanAskedFor";

    /// <summary>Nothing has been heard from the issuer yet.</summary>
    public const string NeverHeard = "neverHeard";

    /// <summary>This verifier has heard of the document's credential.</summary>
    public const string HeardOf = "heardOf";

    /// <summary>This verifier has not heard of the document's credential.</summary>
    public const string NotHeardOf = "notHeardOf";

    /// <summary>What is held under the ID of the document's credential is not certain to be its issuer's.</summary>
    public const string HeldIsUncertain = "heldIsUncertain";

    /// <summary>An issuer of this system issued it (the name).</summary>
    public const string IssuedHere = "issuedHere";

    /// <summary>An issuer that is trusted here issued it (the name).</summary>
    public const string IssuedByTrusted = "issuedByTrusted";

    /// <summary>The issuer is not trusted here.</summary>
    public const string IssuerNotTrusted = "issuerNotTrusted";

    /// <summary>The issuer is not trusted for credentials of this type (the name).</summary>
    public const string NotTrustedForType = "notTrustedForType";

    /// <summary>The issuer is trusted for a certain time, and the credential does not say when it was issued (the name).</summary>
    public const string TrustNeedsTime = "trustNeedsTime";

    /// <summary>The issuer is trusted only from a day on (the name; the day).</summary>
    public const string TrustedFrom = "trustedFrom";

    /// <summary>The issuer is trusted only until a day (the name; the day).</summary>
    public const string TrustedUntil = "trustedUntil";

    /// <summary>The document is a credential.</summary>
    public const string IsCredential = "isCredential";

    /// <summary>The document is a presentation.</summary>
    public const string IsPresentation = "isPresentation";

    /// <summary>All proofs match.</summary>
    public const string ProofMatches = "proofMatches";

    /// <summary>The key is the issuer's.</summary>
    public const string KeyIsIssuers = "keyIsIssuers";

    /// <summary>The key is the holder's.</summary>
    public const string KeyIsHolders = "keyIsHolders";

    /// <summary>The proof repeats the challenge.</summary>
    public const string ChallengeRepeated = "challengeRepeated";

    /// <summary>No challenge was set.</summary>
    public const string NoChallenge = "noChallenge";

    /// <summary>The proof was made for the domain.</summary>
    public const string MadeForDomain = "madeForDomain";

    /// <summary>No domain was asked for.</summary>
    public const string NoDomain = "noDomain";

    /// <summary>The document is valid at this time.</summary>
    public const string ValidNow = "validNow";

    /// <summary>The credential follows its schema.</summary>
    public const string FollowsSchema = "followsSchema";

    /// <summary>The credential names no schema.</summary>
    public const string NoSchema = "noSchema";

    /// <summary>The issuer does not say whether the credential is revoked.</summary>
    public const string RevocationNotStated = "revocationNotStated";

    /// <summary>The issuer does not say whether the credential is suspended.</summary>
    public const string SuspensionNotStated = "suspensionNotStated";

    /// <summary>All credentials in the presentation are verified.</summary>
    public const string CredentialsVerified = "credentialsVerified";

    /// <summary>The presentation holds no credential.</summary>
    public const string NoCredentials = "noCredentials";

    /// <summary>A credential in the presentation could not be checked.</summary>
    public const string CredentialUnchecked = "credentialUnchecked";

    /// <summary>The check could not be made, because the proof is not known to be right.</summary>
    public const string UncheckedUnproven = "uncheckedUnproven";
}
