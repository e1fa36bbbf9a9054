namespace Verification.Api.TrustedIssuers;

/// <summary>An issuer elsewhere whose credentials operators trust, sealed (see <see cref="TrustedIssuerStore"/>).</summary>
internal sealed class TrustedIssuerRow
{
    public Guid Id { get; init; }
    public required string Did { get; init; }
    public required string Name { get; init; }

    /// <summary>The credential types that it is trusted for: a JSON array of text; empty for all.</summary>
    public required string Types { get; init; }
    public DateOnly? TrustedFrom { get; init; }
    public DateOnly? TrustedTo { get; init; }

    /// <summary>How many times the row has been written.</summary>
    public int Revision { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public required string ChangedBy { get; init; }
    public required byte[] Seal { get; init; }
}
