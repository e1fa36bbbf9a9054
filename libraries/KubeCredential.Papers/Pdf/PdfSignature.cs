using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using static KubeCredential.Papers.Pdf.PdfObjects;

namespace KubeCredential.Papers.Pdf;

/// <summary>
/// Signs a PDF so that every change to it can be seen: PAdES baseline B (ETSI EN 319 142-1), a detached CMS (RFC 5652) over all bytes of the file but for the signature itself (ISO 32000-1, 12.8). The signed
/// attributes bind the certificate (RFC 5035, signing-certificate-v2).
/// </summary>
internal static class PdfSignature
{
    private const int ReservedBytes = 4096;
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    private const string RangeEntry = "/ByteRange [";
    private const string ContentsEntry = "/Contents <";
    private static readonly string s_blankRange = new(' ', 40);
    private static readonly string s_blankContents = new('0', ReservedBytes * 2);

    /// <summary>The dictionary of a signature that is filled in once the file is written.</summary>
    public static string Blank(PaperSignature signature, DateTimeOffset madeAt) =>
        $"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M {Date(madeAt)} /Name {TextString(signature.Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false))} /Reason {TextString(signature.Reason)} {RangeEntry}{s_blankRange}] {ContentsEntry}{s_blankContents}> >>";

    /// <summary>Signs a file, and fills the signature in.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">Where the object of the signature begins in it.</param>
    /// <param name="certificate">The certificate, with its private key.</param>
    public static void Fill(byte[] file, int place, X509Certificate2 certificate)
    {
        var range = PlaceAfter(file, place, RangeEntry);
        // The hexadecimal string with its brackets is what the signature does not cover.
        var begin = PlaceAfter(file, range, ContentsEntry) - 1;
        var end = begin + s_blankContents.Length + 2;
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"0 {begin} {end} {file.Length - end}"), file.AsSpan(range));
        var cms = Sign([.. file.AsSpan(0, begin), .. file.AsSpan(end)], certificate);
        if (cms.Length > ReservedBytes) throw new InvalidOperationException($"The signature has {cms.Length} bytes, and there is room for {ReservedBytes}.");
        Encoding.ASCII.GetBytes(Convert.ToHexString(cms), file.AsSpan(begin + 1));
    }

    private static byte[] Sign(byte[] content, X509Certificate2 certificate)
    {
        var cms = new SignedCms(new ContentInfo(content), detached: true);
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate) { DigestAlgorithm = new Oid(Sha256), IncludeOption = X509IncludeOption.EndCertOnly };
        signer.SignedAttributes.Add(new AsnEncodedData(new Oid(SigningCertificateV2), HashOf(certificate)));
        cms.ComputeSignature(signer);
        return cms.Encode();
    }

    /// <summary>The attribute's value; the algorithm is left out, as SHA-256 is its default.</summary>
    private static byte[] HashOf(X509Certificate2 certificate)
    {
        var asn = new AsnWriter(AsnEncodingRules.DER);
        using (asn.PushSequence()) // SigningCertificateV2
        using (asn.PushSequence()) // its certs
        using (asn.PushSequence()) // ESSCertIDv2
            asn.WriteOctetString(SHA256.HashData(certificate.RawDataMemory.Span));
        return asn.Encode();
    }

    private static int PlaceAfter(byte[] file, int from, string entry) => from + file.AsSpan(from).IndexOf(Encoding.ASCII.GetBytes(entry)) + entry.Length;
}
