using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using KubeCredential.Papers.Drawing;

namespace KubeCredential.Papers.Tests;

/// <summary>Signed reports, read by the programs of others: Poppler, qpdf and ZBar; and what the signature says by itself.</summary>
public sealed partial class SignatureTests : IDisposable
{
    private const string Address = "https://verify.example.org/v/0199c0de-7777-7abc-8def-0123456789ab";
    private static readonly DateTimeOffset s_now = new(2026, 11, 29, 12, 30, 5, TimeSpan.Zero);
    private readonly X509Certificate2 _certificate = CertificateOf("Verifier of example.org");

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [InlineData("en", "This credential is valid", "Ada Lovelace")]
    [InlineData("de", "Dieser Nachweis ist gültig", "Zoë Ångström")]
    [InlineData("ar", "هذه الشهادة صالحة", "مُحَمَّد الأنصاري")]
    public async Task Others_find_the_signature_valid_over_the_whole_document(string language, string verdict, string holder)
    {
        var pdf = Signed(language, verdict, holder);
        var (said, _) = await Tool.RunAsync(pdf, "pdfsig", "FILE");
        Assert.Contains("Signature is Valid", said, StringComparison.Ordinal);
        Assert.Contains("Total document signed", said, StringComparison.Ordinal);
        Assert.Contains("ETSI.CAdES.detached", said, StringComparison.Ordinal);
        Assert.Contains("Verifier of example.org", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature #2", said, StringComparison.Ordinal);

        await Tool.RunAsync(pdf, "qpdf", "--check", "FILE");
        var text = Plain((await Tool.RunAsync(pdf, "pdftotext", "FILE", "-")).Text);
        foreach (var one in (string[])[verdict, holder, Address, "Passed"]) Assert.Contains(Plain(one), text, StringComparison.Ordinal);
        var (_, attached) = await Tool.RunAsync(pdf, "pdfdetach", "-save", "1", "-o", "OUT", "FILE");
        Assert.Equal("{\"isValid\":true}", Encoding.UTF8.GetString(attached));
        var (_, page) = await Tool.RunAsync(pdf, "pdftoppm", "-r", "150", "-png", "-singlefile", "FILE", "OUT");
        Assert.Equal(Address, (await Tool.RunAsync(page, "zbarimg", "--quiet", "--raw", "FILE")).Text.Trim());
    }

    [Fact]
    public async Task Every_changed_byte_is_seen()
    {
        var pdf = Signed();
        var range = RangeOf(pdf);
        foreach (var place in (int[])[20, range[1] - 200, range[2] + 40, pdf.Length - 10])
        {
            byte[] changed = [.. pdf];
            changed[place] ^= 1;
            Assert.False(Holds(changed), $"byte {place}");
        }

        // A text that is not compressed, so that the file can still be read.
        byte[] forged = [.. pdf];
        var date = pdf.AsSpan().IndexOf("/CreationDate (D:2026"u8);
        forged[date + 20] = (byte)'7';
        Assert.Contains("Digest Mismatch", (await Tool.RunAsync(forged, "pdfsig", "FILE")).Text, StringComparison.Ordinal);
        // What somebody adds at the end is not signed.
        Assert.DoesNotContain("Total document signed", (await Tool.RunAsync([.. pdf, .. "\n% more\n"u8], "pdfsig", "FILE")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_signature_binds_the_certificate_and_covers_all_but_itself()
    {
        var pdf = Signed();
        var range = RangeOf(pdf);
        Assert.Equal((0, pdf.Length), (range[0], range[2] + range[3]));
        Assert.Equal(((byte)'<', (byte)'>'), (pdf[range[1]], pdf[range[2] - 1]));
        var signer = Read(pdf).SignerInfos[0];
        Assert.Equal("2.16.840.1.101.3.4.2.1", signer.DigestAlgorithm.Value);
        Assert.Equal(_certificate.Thumbprint, signer.Certificate!.Thumbprint);
        var attributes = signer.SignedAttributes.Cast<CryptographicAttributeObject>().ToDictionary(static one => one.Oid.Value!, static one => one.Values[0]);
        Assert.Equal(["1.2.840.113549.1.9.16.2.47", "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"], attributes.Keys.Order(StringComparer.Ordinal)); // No signing time: PAdES has it in the dictionary.
        Assert.EndsWith(Convert.ToHexString(SHA256.HashData(_certificate.RawData)), Convert.ToHexString(attributes["1.2.840.113549.1.9.16.2.47"].RawData), StringComparison.Ordinal);
        Assert.Contains("/M (D:20261129123005Z)", Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_report_goes_on_on_further_pages()
    {
        var report = ReportOf("en", "This credential is valid", "Ada Lovelace");
        var pdf = PaperDrawing.Pdf(report with { Sections = [.. Enumerable.Repeat(report.Sections[0], 30)] }, new PaperSignature(_certificate, "Signed by the verifier"));
        Assert.Matches(@"Pages:\s+[3-9]", (await Tool.RunAsync(pdf, "pdfinfo", "FILE")).Text);
        Assert.Contains("Signature is Valid", (await Tool.RunAsync(pdf, "pdfsig", "FILE")).Text, StringComparison.Ordinal);
    }

    private byte[] Signed(string language = "en", string verdict = "This credential is valid", string holder = "Ada Lovelace") =>
        PaperDrawing.Pdf(ReportOf(language, verdict, holder), new PaperSignature(_certificate, "Signed by the verifier"));

    private static ReportPaper ReportOf(string language, string verdict, string holder) => new()
    {
        Heading = "Verification report",
        VerifierName = "Verifier of example.org",
        Verdict = verdict,
        Tone = Tone.Good,
        Explanation = "All checks that matter were made.",
        Sections = [new ReportSection("What was verified", null, [new("holderName", "Holder", holder), new("id", "Credential ID", "0199c0de-7777-7abc-8def-0123456789ab")]), new ReportSection("Checks", null, [new("revocation", "Not revoked", "Passed")])],
        Note = "This report states what held at that moment. It is no credential.",
        Check = "Verify again now at",
        VerifyAddress = new Uri(Address),
        SignedBy = "Signed by the verifier.",
        CodeText = "QR code of the address",
        Language = language,
        Attachment = new PaperAttachment("verdict.json", "application/json", Encoding.UTF8.GetBytes("{\"isValid\":true}"), "The verdict"),
        MadeAt = s_now,
    };

    private static bool Holds(byte[] pdf)
    {
        try
        {
            Read(pdf).CheckSignature(verifySignatureOnly: true);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static SignedCms Read(byte[] pdf)
    {
        var range = RangeOf(pdf);
        var cms = new SignedCms(new ContentInfo([.. pdf.AsSpan(0, range[1]), .. pdf.AsSpan(range[2], range[3])]), detached: true);
        cms.Decode(Convert.FromHexString(Encoding.ASCII.GetString(pdf.AsSpan(range[1] + 1, range[2] - range[1] - 2))));
        return cms;
    }

    private static int[] RangeOf(byte[] pdf) =>
        [.. Range().Match(Encoding.Latin1.GetString(pdf)).Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static one => int.Parse(one, CultureInfo.InvariantCulture))];

    private static string Plain(string text) => string.Concat(text.Normalize(NormalizationForm.FormC).Where(static one => !char.IsWhiteSpace(one) && one is not ('\u200E' or '\u200F' or '\u202A' or '\u202B' or '\u202C')));

    private static X509Certificate2 CertificateOf(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(s_now.AddDays(-1), s_now.AddYears(10));
    }

    [GeneratedRegex(@"/ByteRange \[([0-9 ]+)\]")]
    private static partial Regex Range();
}
