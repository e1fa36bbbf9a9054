namespace Issuance.Api.Credentials;

/// <summary>How a command ended.</summary>
internal enum WriteOutcome
{
    /// <summary>It was written.</summary>
    Written,

    /// <summary>What it asks for was done before; nothing was written.</summary>
    Unchanged,

    /// <summary>Another credential stands for the same holder, type and issuer.</summary>
    Duplicate,

    /// <summary>The credential does not exist, or belongs to another organisation.</summary>
    NotFound,

    /// <summary>The credential has another version than the caller expects.</summary>
    OtherVersion,

    /// <summary>The credential's state, or its dates, do not allow it.</summary>
    Impossible,

    /// <summary>What the request would lead to breaks a rule.</summary>
    Invalid,
}

/// <summary>The answer to a command.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Credential">The credential afterwards; null if it was not found. For a duplicate: the credential that could not be issued.</param>
internal sealed record WriteAnswer(WriteOutcome Outcome, CredentialDocument? Credential)
{
    /// <summary>The new credential that takes its place, or null.</summary>
    public CredentialDocument? Successor { get; init; }

    /// <summary>For a duplicate: the credential that stands, and its state.</summary>
    public (Guid Id, string State)? Standing { get; init; }

    /// <summary>Why it is impossible, as a sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>Which rules it breaks, by field.</summary>
    public Dictionary<string, string[]>? Errors { get; init; }
}
