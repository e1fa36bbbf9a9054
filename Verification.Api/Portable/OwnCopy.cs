using Verification.Api.Credentials.Checks;
using Verification.Api.Freshness;
using Verification.Api.Issuers;

namespace Verification.Api.Portable;

/// <summary>What this verifier knows of a presented credential that one of this system's issuers issued.</summary>
/// <param name="Id">The credential.</param>
/// <param name="Known">As its issuer last set it.</param>
/// <param name="Issuer">The issuer.</param>
/// <param name="Knowledge">Until when everything from the issuer is known.</param>
internal sealed record OwnCopy(Guid Id, KnownCredential Known, RegisteredIssuer Issuer, IssuerKnowledge Knowledge);
