namespace Verification.Api.Issuers;

/// <summary>An issuer's profile, sealed (see <see cref="IssuerStore"/>). A row is never deleted.</summary>
internal sealed class IssuerRow
{
    public required string Slug { get; init; }

    /// <summary>The profile as verdicts show it: JSON text (<see cref="IssuerDocument"/>).</summary>
    public required string Profile { get; init; }

    /// <summary>How many times the profile has been written at the issuance service.</summary>
    public int Revision { get; init; }
    public byte[]? Logo { get; init; }
    public required byte[] Seal { get; init; }
    public DateTimeOffset LearnedAt { get; init; }
}
