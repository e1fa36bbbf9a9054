namespace KubeCredential.VerifiableCredentials;

/// <summary>What a document may cost. Whatever goes beyond is refused with a code of its own, before it takes more time or memory.</summary>
public sealed record CredentialLimits
{
    /// <summary>The limits if nobody sets others.</summary>
    public static CredentialLimits Default { get; } = new();

    /// <summary>The size of a document, in bytes. Default: 1 MiB.</summary>
    public int MaxDocumentBytes { get; init; } = 1024 * 1024;

    /// <summary>The size of a credential that holds a status list, in bytes: a packed list of a million entries, all different, has about 170,000. Default: 4 MiB.</summary>
    public int MaxStatusListDocumentBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The size of an image with a badge in it, in bytes. Default: 10 MiB.</summary>
    public int MaxImageBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>How deeply objects and arrays may be nested. Default: 32.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>The proofs of one document. Default: 8.</summary>
    public int MaxProofs { get; init; } = 8;

    /// <summary>The RDF statements of one document. Default: 10,000.</summary>
    public int MaxStatements { get; init; } = 10_000;

    /// <summary>The steps of canonicalization by which blank nodes that look alike are told apart (RDFC-1.0, section 4.8), each about 1 µs. Default: 50,000.</summary>
    public int MaxCanonicalizationWork { get; init; } = 50_000;

    /// <summary>The credentials of one presentation. Default: 16.</summary>
    public int MaxCredentials { get; init; } = 16;

    /// <summary>The size of an unpacked status list, in bytes, each of eight entries. Default: 2 MiB, which is 16,777,216 entries.</summary>
    public int MaxStatusListBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>The status entries of one credential. Default: 8.</summary>
    public int MaxStatusEntries { get; init; } = 8;

    /// <summary>The schemas of one credential. Default: 4.</summary>
    public int MaxSchemas { get; init; } = 4;

    /// <summary>The DID documents that are read to verify one document. Default: 16.</summary>
    public int MaxDidDocuments { get; init; } = 16;

    /// <summary>The keys and services of one DID document. Default: 256.</summary>
    public int MaxDidDocumentEntries { get; init; } = 256;
}
