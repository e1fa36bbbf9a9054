using System.Text;

namespace KubeCredential.Papers.Tests;

/// <summary>Papers to be drawn.</summary>
internal static class Samples
{
    public const string Address = "https://verify.example.org/v/0199c0de-7777-7abc-8def-0123456789ab";

    public static readonly PaperSentences Sentences = new(
        "This certifies that", "has been awarded", "Issued by", "Issued on", "Valid from", "Valid until", "Credential ID", "Check this credential at", "The signed credential is attached to this PDF.", "QR code of the address", "Logo");

    public static readonly byte[] Credential = Encoding.UTF8.GetBytes("""{"@context":["https://www.w3.org/ns/credentials/v2"],"issuer":"did:web:example.org","credentialSubject":{"name":"Ada Lovelace – 王小明"}}""");

    public static Paper Of(string holder = "Ada Lovelace", string title = "Bachelor of Science", string language = "en", params PaperField[] fields) => new()
    {
        Title = title,
        Description = "A first degree after three years of study.",
        HolderName = holder,
        IssuerName = "University of London",
        Fields = fields,
        IssuedOn = "29 November 2026",
        ValidUntil = "28 November 2031",
        Id = "0199c0de-7777-7abc-8def-0123456789ab",
        VerifyAddress = new Uri(Address),
        Language = language,
        Sentences = Sentences,
        Attachment = new PaperAttachment("credential.json", "application/vc", Credential, "The signed credential"),
        MadeAt = new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero),
    };
}
