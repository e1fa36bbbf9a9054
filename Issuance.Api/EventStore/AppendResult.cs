namespace Issuance.Api.EventStore;

/// <summary>The outcome of appending a fact.</summary>
internal enum AppendOutcome
{
    /// <summary>It was appended, now or by an earlier attempt whose outcome was unknown.</summary>
    Appended,

    /// <summary>Another credential stands for this holder, type and issuer.</summary>
    Duplicate,

    /// <summary>The credential has a different version than the fact expects, or does not exist.</summary>
    WrongVersion,

    /// <summary>It was not appended because another fact of the same group could not be.</summary>
    NotTried,
}

/// <summary>The result of appending a fact.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="CredentialId">The credential; for a duplicate, the one that stands.</param>
/// <param name="Version">Its current version; 0 if it does not exist.</param>
internal readonly record struct AppendResult(AppendOutcome Outcome, Guid CredentialId, int Version)
{
    /// <summary>For a duplicate: the last day of validity of the credential that stands, or null.</summary>
    public DateOnly? ExpiryDate { get; init; }

    /// <summary>For a duplicate: the state of the credential that stands.</summary>
    public string? State { get; init; }
}
