using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using KubeCredential.VerifiableCredentials.OpenBadges;

namespace KubeCredential.VerifiableCredentials.Tests;

public sealed class HostileImageTests
{
    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", CredentialError.NoBadge)]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' xmlns:o='http://openbadges.org'><o:assertion verify='x'/></svg>", CredentialError.LegacyBadge)]
    [InlineData("<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><svg xmlns='http://www.w3.org/2000/svg'>&b;</svg>", CredentialError.InvalidImage)]
    [InlineData("<!DOCTYPE svg SYSTEM 'file:///etc/passwd'><svg xmlns='http://www.w3.org/2000/svg'/>", CredentialError.InvalidImage)]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'>", CredentialError.InvalidImage)]
    [InlineData("<a><svg/></a>", CredentialError.InvalidImage)]
    [InlineData("GIF89a", CredentialError.InvalidImage)]
    [InlineData("", CredentialError.InvalidImage)]
    public void Images_without_a_badge_have_their_codes(string image, CredentialError error) => Assert.Equal(error, ErrorOf(Encoding.UTF8.GetBytes(image)));

    [Fact]
    public void Chunks_of_a_PNG_are_read_within_the_image_only()
    {
        Assert.Equal(CredentialError.NoBadge, ErrorOf(TestImages.Png));
        Assert.Equal(CredentialError.LegacyBadge, ErrorOf(With("tEXt", [.. "openbadges\0{}"u8])));
        Assert.Equal(CredentialError.InvalidImage, ErrorOf(With("iTXt", [.. "openbadgecredential\0"u8])));
        var longer = With("iTXt", [.. "openbadgecredential\0\0\0\0\0{}"u8]);
        Assert.Equal("{}", Encoding.UTF8.GetString(BadgeImage.Extract(longer)));
        BinaryPrimitives.WriteUInt32BigEndian(longer.AsSpan(8), uint.MaxValue);
        Assert.Equal(CredentialError.InvalidImage, ErrorOf(longer));
        Assert.Equal(CredentialError.InvalidImage, ErrorOf(TestImages.Png[..40]));
    }

    [Fact]
    public void What_is_packed_too_well_is_given_up()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(new byte[64 * 1024 * 1024]);
        Assert.Equal(CredentialError.DocumentTooLarge, ErrorOf(With("iTXt", [.. "openbadgecredential\0"u8, 1, 0, 0, 0, .. packed.ToArray()])));
        Assert.Equal(CredentialError.InvalidImage, ErrorOf(With("iTXt", [.. "openbadgecredential\0"u8, 1, 0, 0, 0, 1, 2, 3])));
        Assert.Equal(CredentialError.DocumentTooLarge, ErrorOf(new byte[11 * 1024 * 1024]));
    }

    [Fact]
    public void Elements_are_nested_only_so_deeply() => Assert.Equal(
        CredentialError.InvalidImage,
        ErrorOf(Encoding.UTF8.GetBytes($"<svg xmlns='http://www.w3.org/2000/svg'>{string.Concat(Enumerable.Repeat("<g>", 100_000))}{string.Concat(Enumerable.Repeat("</g>", 100_000))}</svg>")));

    private static CredentialError ErrorOf(byte[] image) => Assert.Throws<CredentialException>(() => BadgeImage.Extract(image)).Code;

    /// <summary>The signature of a PNG and one chunk.</summary>
    private static byte[] With(string type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. TestImages.Png[..8], .. length, .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
    }
}
