using Issuance.Api.EventStore;

namespace Issuance.Api.Credentials;

/// <summary>A request to issue or change a credential. Deciding is a pure function of the credential as it is, so that it can be repeated when another change was quicker.</summary>
internal interface ICredentialCommand
{
    /// <summary>The existing credential that the decision depends on; null if it depends on none.</summary>
    Guid? CredentialId { get; }

    /// <summary>Decides.</summary>
    /// <param name="current">The credential as it is; null if it does not exist, or the decision depends on none.</param>
    Decision Decide(CurrentCredential? current);
}

/// <summary>What a command decides: facts to append together, or an answer without any.</summary>
/// <param name="Facts">The facts; empty if nothing is to be written.</param>
/// <param name="Answer">The answer, given once the facts have been written.</param>
internal readonly record struct Decision(CredentialFact[] Facts, WriteAnswer Answer)
{
    /// <summary>Facts are to be written.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="credential">The credential afterwards.</param>
    /// <param name="successor">The new credential that takes its place, or null.</param>
    public static Decision Append(CredentialFact[] facts, CredentialDocument credential, CredentialDocument? successor = null) =>
        new(facts, new WriteAnswer(WriteOutcome.Written, credential) { Successor = successor });

    /// <summary>Nothing is to be written.</summary>
    public static Decision Nothing(WriteAnswer answer) => new([], answer);
}
