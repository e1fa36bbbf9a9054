namespace Issuance.Api.EventStore;

/// <summary>What became of a fact.</summary>
internal enum AppendOutcome
{
    /// <summary>It was appended, now or by an earlier try whose end was not known.</summary>
    Appended,

    /// <summary>Another credential stands for this holder, type and issuer.</summary>
    Duplicate,

    /// <summary>The credential has another version than the fact expects, or is not there.</summary>
    WrongVersion,

    /// <summary>It would have been appended, but another fact that belongs to it could not be.</summary>
    NotTried,
}

/// <summary>What became of a fact.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="CredentialId">The credential: of a duplicate, the one that stands.</param>
/// <param name="Version">The version that it has now; 0 where it is not there.</param>
internal readonly record struct AppendResult(AppendOutcome Outcome, Guid CredentialId, int Version);
