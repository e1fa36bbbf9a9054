using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace KubeCredential.VerifiableCredentials.OpenBadges;

/// <summary>Badges in SVG images: an element below the root. No DTD is read, and so no entity is expanded.</summary>
internal static class SvgBadge
{
    private const int MaxDepth = 256;
    private static readonly XNamespace s_badges = "https://purl.imsglobal.org/ob/v3p0";
    private static readonly XNamespace s_legacy = "http://openbadges.org";
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    /// <summary>Whether the first bytes look like those of an SVG.</summary>
    public static bool IsSvg(ReadOnlySpan<byte> bytes)
    {
        const int Most = 4096;
        var start = bytes[..Math.Min(bytes.Length, Most)];
        if (start.StartsWith(Encoding.UTF8.Preamble)) start = start[3..];
        return start.TrimStart(" \t\r\n"u8).StartsWith("<"u8) && start.IndexOf("<svg"u8) >= 0;
    }

    public static byte[] Extract(ReadOnlyMemory<byte> image, CredentialLimits limits)
    {
        var root = Load(image, limits).Root!;
        if (root.Elements(s_badges + "credential").FirstOrDefault() is { } element)
        {
            var text = (string?)element.Attribute("verify") is { Length: > 0 } jwt ? jwt : element.Value.Trim();
            if (text.Length > 0) return Encoding.UTF8.GetBytes(text);
        }

        throw root.Elements(s_legacy + "assertion").Any()
            ? new CredentialException(CredentialError.LegacyBadge, "The image holds a badge of Open Badges 2.0 or earlier, which is not read.")
            : new CredentialException(CredentialError.NoBadge, "The image holds no badge.");
    }

    public static byte[] Bake(ReadOnlyMemory<byte> image, ReadOnlySpan<byte> credential, CredentialLimits limits)
    {
        var document = Load(image, limits);
        document.Root!.Elements(s_badges + "credential").Remove();
        var text = Encoding.UTF8.GetString(credential);
        var element = new XElement(s_badges + "credential", new XAttribute(XNamespace.Xmlns + "openbadges", s_badges.NamespaceName));
        if (text.StartsWith('{')) element.Add(new XCData(text));
        else element.Add(new XAttribute("verify", text));
        document.Root.AddFirst(element);
        using var output = new MemoryStream();
        using (var writer = XmlWriter.Create(output, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) })) document.Save(writer);
        return output.ToArray();
    }

    private static XDocument Load(ReadOnlyMemory<byte> image, CredentialLimits limits)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = limits.MaxImageBytes };
        try
        {
            using (var depth = XmlReader.Create(new MemoryStream(image.ToArray()), settings))
            {
                while (depth.Read())
                {
                    if (depth.Depth > MaxDepth) throw new CredentialException(CredentialError.InvalidImage, "The image is nested too deeply.");
                }
            }

            using var reader = XmlReader.Create(new MemoryStream(image.ToArray()), settings);
            var document = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
            return document.Root!.Name == s_svg + "svg" ? document : throw new CredentialException(CredentialError.InvalidImage, "The image is not an SVG.");
        }
        catch (XmlException error)
        {
            throw new CredentialException(CredentialError.InvalidImage, "The image is not well-formed XML, or has a document type, which is not read.", inner: error);
        }
    }
}
