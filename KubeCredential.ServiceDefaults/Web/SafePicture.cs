namespace KubeCredential.ServiceDefaults.Web;

/// <summary>A small picture that cannot contain scripts.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="MediaType">Its type: PNG, JPEG or WebP.</param>
public sealed record SafePicture(byte[] Bytes, string MediaType)
{
    /// <summary>The largest file.</summary>
    public const int MaxBytes = 48 * 1024;

    /// <summary>The rule, for messages.</summary>
    public const string Rule = "Send a PNG, JPEG or WebP picture of at most 48 KiB.";

    /// <summary>Recognises a picture by its first bytes, whatever it is said to be.</summary>
    public static SafePicture? Of(ReadOnlySpan<byte> file)
    {
        if (file.Length is 0 or > MaxBytes) return null;
        var type = file is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] ? "image/png"
            : file is [0xFF, 0xD8, 0xFF, ..] ? "image/jpeg"
            : file.Length > 12 && file[..4].SequenceEqual("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8) ? "image/webp"
            : null;
        return type is null ? null : new SafePicture(file.ToArray(), type);
    }
}
