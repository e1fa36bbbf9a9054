namespace KubeCredential.VerifiableCredentials.StatusLists;

/// <summary>What a status list credential of ours says.</summary>
/// <param name="Address">Its address, which is its ID, too.</param>
/// <param name="Issuer">The issuer's DID.</param>
/// <param name="Purpose">What the bits stand for, such as <see cref="StatusPurposes.Revocation"/>.</param>
/// <param name="Bits">The bits.</param>
/// <param name="ValidFrom">When it was made.</param>
/// <param name="ValidUntil">Until when it may be used; another one must take its place before.</param>
/// <param name="Ttl">For how long others may use it before they ask again; written in milliseconds.</param>
public sealed record StatusListContent(string Address, string Issuer, string Purpose, Bitstring Bits, DateTimeOffset ValidFrom, DateTimeOffset ValidUntil, TimeSpan Ttl);
