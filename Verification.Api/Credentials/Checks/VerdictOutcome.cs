namespace Verification.Api.Credentials.Checks;

/// <summary>The outcomes that only verdicts on presented documents have. They are counted, and not recorded in the audit trail: anyone may send any number of such documents, and they are of people elsewhere.</summary>
internal static class VerdictOutcome
{
    /// <summary>The document cannot be read, or does not have the form that it names.</summary>
    public const string Malformed = "malformed";

    /// <summary>Nothing failed, but something that matters could not be checked.</summary>
    public const string Unchecked = "unchecked";

    /// <summary>Everything is sound, but the issuer is not trusted here.</summary>
    public const string Untrusted = "untrusted";
}
