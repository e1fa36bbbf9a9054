using System.Collections.Frozen;
using System.Text.Json;

namespace KubeCredential.VerifiableCredentials;

/// <summary>The texts of the codes.</summary>
public static class CredentialErrors
{
    private static readonly FrozenDictionary<CredentialError, string> s_texts =
        Enum.GetValues<CredentialError>().ToFrozenDictionary(static code => code, static code => JsonNamingPolicy.CamelCase.ConvertName(code.ToString()));

    /// <summary>The code as it appears in documents, such as <c>unknownContext</c>. It stays the same between versions.</summary>
    public static string Text(this CredentialError code) => s_texts[code];

    /// <summary>
    /// The problem type of the W3C specifications that comes closest: a name such as <c>CRYPTOGRAPHIC_SECURITY_ERROR</c>
    /// (Verifiable Credentials Data Model 2.0, section 7.1; Data Integrity 1.0, section 4.7; Bitstring Status List 1.0, section 3.2).
    /// </summary>
    public static string ProblemType(this CredentialError code) => code switch
    {
        CredentialError.InvalidJson or CredentialError.DocumentTooLarge or CredentialError.NestedTooDeeply or CredentialError.NoProof or CredentialError.InvalidJwt => "PARSING_ERROR",
        CredentialError.SignatureMismatch => "CRYPTOGRAPHIC_SECURITY_ERROR",
        CredentialError.WrongChallenge => "INVALID_CHALLENGE_ERROR",
        CredentialError.WrongDomain => "INVALID_DOMAIN_ERROR",
        CredentialError.StatusIndexOutOfRange => "RANGE_ERROR",
        CredentialError.StatusListTooShort => "STATUS_LIST_LENGTH_ERROR",
        CredentialError.StatusListUnavailable => "STATUS_RETRIEVAL_ERROR",
        > CredentialError.InvalidStatusEntry and <= CredentialError.Suspended => "STATUS_VERIFICATION_ERROR",
        CredentialError.UndefinedTerm or CredentialError.UnknownContext or CredentialError.TooMuchWork or CredentialError.TooManyStatements => "PROOF_TRANSFORMATION_ERROR",
        >= CredentialError.TooManyProofs and <= CredentialError.TooManyReferences => "PROOF_VERIFICATION_ERROR",
        _ => "MALFORMED_VALUE_ERROR",
    };
}
