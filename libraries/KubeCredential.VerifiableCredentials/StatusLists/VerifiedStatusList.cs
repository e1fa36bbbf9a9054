namespace KubeCredential.VerifiableCredentials.StatusLists;

/// <summary>A status list whose credential has been verified.</summary>
/// <param name="Address">The address from which it came.</param>
/// <param name="Issuer">Who signed it.</param>
/// <param name="Purposes">What its bits stand for, such as <c>revocation</c>.</param>
/// <param name="Bits">The bits; the first is the most significant bit of the first byte.</param>
/// <param name="FreshUntil">Until when it may be used without asking again: by its <c>ttl</c>, or 5 minutes, and never after it has expired.</param>
/// <param name="ValidUntil">Until when it may be used at all; null: without end.</param>
public sealed record VerifiedStatusList(
    string Address, string Issuer, IReadOnlyList<string> Purposes, ReadOnlyMemory<byte> Bits, DateTimeOffset FreshUntil, DateTimeOffset? ValidUntil);
