using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.Papers.Pdf;

/// <summary>The objects of a PDF file, and the file that they make (ISO 32000-1, 7.5).</summary>
internal sealed class PdfObjects
{
    private readonly List<byte[]?> _objects = [];
    private long[] _places = [];

    /// <summary>A number for an object that is written later.</summary>
    public int Reserve()
    {
        _objects.Add(null);
        return _objects.Count;
    }

    /// <summary>Writes an object whose number was reserved.</summary>
    public void Set(int number, string content) => _objects[number - 1] = Encoding.Latin1.GetBytes(content);

    /// <summary>Adds an object.</summary>
    public int Add(string content)
    {
        var number = Reserve();
        Set(number, content);
        return number;
    }

    /// <summary>Adds a stream.</summary>
    /// <param name="entries">The entries of its dictionary but for its length and filter.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="compress">Whether it is compressed here.</param>
    /// <param name="isCompressed">Whether it is compressed already.</param>
    public int AddStream(string entries, ReadOnlySpan<byte> content, bool compress = true, bool isCompressed = false)
    {
        var number = Reserve();
        var bytes = compress && !isCompressed ? Deflate(content) : content.ToArray();
        var filter = compress || isCompressed ? " /Filter /FlateDecode" : "";
        _objects[number - 1] = [.. Encoding.Latin1.GetBytes($"<< {entries} /Length {bytes.Length}{filter} >>\nstream\n"), .. bytes, .. "\nendstream"u8];
        return number;
    }

    /// <summary>The file.</summary>
    /// <param name="catalog">The number of the catalog.</param>
    /// <param name="info">The number of the information dictionary.</param>
    public byte[] ToFile(int catalog, int info)
    {
        using var file = new MemoryStream();
        // The comment with bytes above 127 says that the file is binary (ISO 19005-3, 6.1.2).
        file.Write([.. "%PDF-1.7\n%"u8, 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
        var places = _places = new long[_objects.Count];
        for (var at = 0; at < _objects.Count; at++)
        {
            places[at] = file.Length;
            Write($"{at + 1} 0 obj\n");
            file.Write(_objects[at] ?? throw new InvalidOperationException($"Object {at + 1} was reserved and never written."));
            Write("\nendobj\n");
        }

        // The same paper has the same ID.
        var id = Convert.ToHexString(SHA256.HashData(file.GetBuffer().AsSpan(0, (int)file.Length))[..16]);
        var table = file.Length;
        Write(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {_objects.Count + 1}\n0000000000 65535 f \n"));
        foreach (var place in places) Write(string.Create(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n"));
        Write(string.Create(CultureInfo.InvariantCulture, $"trailer\n<< /Size {_objects.Count + 1} /Root {catalog} 0 R /Info {info} 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{table}\n%%EOF\n"));
        return file.ToArray();

        void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>Where an object begins in the file that was written last.</summary>
    public int PlaceOf(int number) => (int)_places[number - 1];

    /// <summary>A text string (7.9.2.2): UTF-16 in hexadecimal.</summary>
    public static string TextString(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    /// <summary>A name (7.3.5).</summary>
    public static string Name(string text)
    {
        var name = new StringBuilder("/");
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'+') name.Append((char)one);
            else name.Append('#').Append(one.ToString("X2", CultureInfo.InvariantCulture));
        }

        return name.ToString();
    }

    /// <summary>A date (7.9.4).</summary>
    public static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("'(D:'yyyyMMddHHmmss'Z)'", CultureInfo.InvariantCulture);

    /// <summary>A number with at most three decimals.</summary>
    public static string Number(double value) => (Math.Round(value, 3) + 0.0).ToString("0.###", CultureInfo.InvariantCulture);

    private static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        using var output = new MemoryStream();
        using (var zlib = new ZLibStream(output, CompressionLevel.Optimal)) zlib.Write(content);
        return output.ToArray();
    }
}
