namespace Verification.Api.CredentialTypes;

/// <summary>How much of a credential of a registered type somebody sees.</summary>
internal sealed class CertificateView
{
    private const string MetadataPrefix = "metadata";
    private readonly KnownType? _type;
    private readonly bool _isWhole;

    private CertificateView(KnownType? type, bool isWhole, byte[]? credential, int hidden)
    {
        (_type, _isWhole, Credential) = (type, isWhole, credential);
        Certificate = type?.ToDocument(hidden) ?? new CertificateDocument(CertificateDocument.Unavailable, [], null, [], hidden);
    }

    /// <summary>What is shown: JSON text in UTF-8; null for all of it.</summary>
    public byte[]? Credential { get; }

    /// <summary>How the certificate looks.</summary>
    public CertificateDocument Certificate { get; }

    /// <summary>Its type; null if its definition cannot be read now.</summary>
    public KnownType? Type => _type;

    /// <summary>The view of a credential of a registered type.</summary>
    /// <param name="shown">The credential: JSON text in UTF-8.</param>
    /// <param name="type">Its type; null if its definition cannot be read now.</param>
    /// <param name="isWhole">Whether who asks has everything in it already, or may see it.</param>
    public static CertificateView Of(ReadOnlyMemory<byte> shown, KnownType? type, bool isWhole)
    {
        if (isWhole) return new CertificateView(type, isWhole, null, 0);
        var (credential, hidden) = KnownType.Reduce(shown, type);
        return new CertificateView(type, isWhole, credential, hidden);
    }

    /// <summary>Whether what was issued at a place is not shown, such as <c>metadata.grade</c>.</summary>
    public bool Hides(string field)
    {
        if (_isWhole || !field.StartsWith(MetadataPrefix, StringComparison.Ordinal)) return false;
        if (field.Length == MetadataPrefix.Length) return true;
        if (field[MetadataPrefix.Length] != '.') return false;
        var name = field[(MetadataPrefix.Length + 1)..];
        // The name of a member may itself have such characters: it is hidden unless a member that everybody sees is meant beyond doubt.
        return _type is null || !(_type.IsPublic(name) || (name.IndexOfAny(['.', '[']) is > 0 and var end && _type.IsPublic(name[..end])));
    }
}
