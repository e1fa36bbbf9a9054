namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>Tells what a document did wrong apart from what could not be found out.</summary>
internal static class CheckOutcomes
{
    public static VerificationCheck Of(CheckName name, CredentialException error) => IsUnknown(error.Code)
        ? new VerificationCheck(name, CheckResult.NotChecked, error.Code, $"Could not be checked: {error.Message}", error.Location)
        : new VerificationCheck(name, CheckResult.Failed, error.Code, error.Message, error.Location);

    public static VerificationCheck Passed(CheckName name, string message) => new(name, CheckResult.Passed, null, message);

    public static VerificationCheck NotApplicable(CheckName name, string message) => new(name, CheckResult.NotApplicable, null, message);

    public static VerificationCheck NotChecked(CheckName name, CredentialError error, string message) => new(name, CheckResult.NotChecked, error, $"Could not be checked: {message}");

    private static bool IsUnknown(CredentialError code) => code is
        CredentialError.DocumentTooLarge or CredentialError.NestedTooDeeply or CredentialError.UnsupportedDocument or CredentialError.TooManyCredentials
        or CredentialError.UnknownContext or CredentialError.UnsupportedJsonLd or CredentialError.TooManyStatements or CredentialError.TooMuchWork
        or CredentialError.TooManyProofs or CredentialError.UnsupportedProof or CredentialError.UnsupportedKey or CredentialError.UnsupportedDid or CredentialError.ForbiddenDidHost
        or CredentialError.InvalidDidDocument or CredentialError.DidUnavailable or CredentialError.TooManyReferences or CredentialError.LegacyJwt or CredentialError.UnsupportedStatus
        or CredentialError.StatusListUnavailable or CredentialError.InvalidStatusList or CredentialError.StatusListTooShort or CredentialError.StatusListTooLarge
        or CredentialError.StatusListUntrusted or CredentialError.StatusListExpired or CredentialError.SchemaUnavailable or CredentialError.UnsupportedSchema;
}
