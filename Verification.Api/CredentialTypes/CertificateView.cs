namespace Verification.Api.CredentialTypes;

/// <summary>How much of a credential of a registered type somebody sees.</summary>
internal sealed class CertificateView
{
    private const string Metadata = "metadata";
    private readonly ReducedCredential? _reduced;

    private CertificateView(KnownType? type, ReducedCredential? reduced)
    {
        _reduced = reduced;
        var hidden = reduced?.Hidden.Count ?? 0;
        Certificate = type?.ToDocument(hidden) ?? new CertificateDocument(CertificateDocument.Unavailable, [], null, [], hidden);
    }

    /// <summary>What is shown: JSON text in UTF-8; null for all of it.</summary>
    public byte[]? Credential => _reduced?.Credential;

    /// <summary>How the certificate looks.</summary>
    public CertificateDocument Certificate { get; }

    /// <summary>Everything, for who has it already, or may see it.</summary>
    /// <param name="type">The type; null if its definition cannot be read now.</param>
    public static CertificateView Whole(KnownType? type) => new(type, null);

    /// <summary>What is for everybody.</summary>
    public static CertificateView Reduced(ReducedCredential reduced) => new(reduced.Type, reduced);

    /// <summary>Whether what was issued at a place is not shown, such as <c>metadata.grade</c>.</summary>
    public bool Hides(string field)
    {
        if (_reduced is null) return false;
        if (field == Metadata) return _reduced.Hidden.Count > 0;
        // A place within a hidden member is hidden, too; where a name has such characters itself, rather more is.
        return _reduced.Hidden.Any(member => field.StartsWith($"{Metadata}.{member}", StringComparison.Ordinal) && (field.Length == Metadata.Length + 1 + member.Length || field[Metadata.Length + 1 + member.Length] is '.' or '['));
    }
}
