namespace Verification.Api.Signatures;

/// <summary>A public key of the issuer, sealed (see <see cref="IssuerKeyStore"/>).</summary>
internal sealed class IssuerKeyRow
{
    public required string KeyId { get; init; }
    public required string X { get; init; }

    /// <summary>One of <see cref="IssuerKeyState"/>.</summary>
    public required string State { get; init; }
    public DateTimeOffset? CompromisedAt { get; init; }
    public DateTimeOffset? ReplacedAt { get; init; }
    public required byte[] Seal { get; init; }
    public DateTimeOffset LearnedAt { get; init; }
}
