namespace KubeCredential.Outbound;

/// <summary>A kind of document that is fetched.</summary>
/// <param name="Name">Its name in metrics.</param>
/// <param name="MaxBytes">The largest that is read, in bytes; null for the configured limit.</param>
/// <param name="MediaTypes">The media types that it may have; the first is asked for first.</param>
public sealed record DocumentKind(string Name, int? MaxBytes, IReadOnlyList<string> MediaTypes)
{
    /// <summary>A DID document (W3C Decentralized Identifiers 1.0, section 6).</summary>
    public static DocumentKind Did { get; } = new("did", 256 * 1024, ["application/did+ld+json", "application/did+json", "application/did", "application/ld+json", "application/json"]);

    /// <summary>A status list credential (W3C Bitstring Status List 1.0).</summary>
    public static DocumentKind StatusList { get; } = new(
        "status-list", null, ["application/vc", "application/vc+jwt", "application/vc+ld+json", "application/vc+ld+json+jwt", "application/ld+json", "application/json", "application/jwt"]);

    /// <summary>A JSON Schema.</summary>
    public static DocumentKind Schema { get; } = new("schema", null, ["application/schema+json", "application/json"]);
}
