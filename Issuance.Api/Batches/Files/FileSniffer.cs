using System.Buffers;
using System.Text;

namespace Issuance.Api.Batches.Files;

/// <summary>Finds out the format and the encoding of a file while it arrives.</summary>
/// <remarks>Text without a byte-order mark is UTF-8 if all of it is, and else Windows-1252, in which programs on Windows write such files. UTF-16 without a mark is known by its zero bytes.</remarks>
internal sealed class FileSniffer
{
    private const int Looked = 4096;
    private readonly byte[] _pending = new byte[4];
    private int _pendingCount;
    private bool _isUtf8 = true;
    private bool _hasBegun;
    private long _bytes;
    private string _format = FileFormat.Csv;
    private string? _encoding;

    /// <summary>Why the file is refused at once, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Looks at the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (!_hasBegun && bytes.Length > 0)
        {
            _hasBegun = true;
            Begin(bytes[..Math.Min(Looked, bytes.Length)]);
        }

        _bytes += bytes.Length;
        if (_isUtf8 && _encoding is null && _format != FileFormat.Xlsx) _isUtf8 = IsUtf8(bytes);
    }

    /// <summary>What has been found out, once all bytes have been seen.</summary>
    public BatchFileFacts Complete()
    {
        if (_bytes == 0) Problem = "The file is empty.";
        if (_format == FileFormat.Xlsx) return new BatchFileFacts(_format, null, _bytes);
        var encoding = _encoding ?? (_isUtf8 && _pendingCount == 0 ? TextEncoding.Utf8 : TextEncoding.Windows1252);
        // RFC 8259, section 8.1.
        if (_format == FileFormat.Ndjson && encoding == TextEncoding.Windows1252) Problem = "The file is not valid UTF-8, as NDJSON must be.";
        return new BatchFileFacts(_format, encoding, _bytes);
    }

    private void Begin(ReadOnlySpan<byte> first)
    {
        if (first.StartsWith("PK\u0003\u0004"u8) || first.StartsWith("PK\u0005\u0006"u8))
        {
            _format = FileFormat.Xlsx;
            return;
        }

        if (first.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
        {
            Problem = "This is a workbook of an old format (.xls), or one with a password. Save it as .xlsx without a password, or as CSV.";
            return;
        }

        if (first.StartsWith("%PDF"u8))
        {
            Problem = "This is a PDF. Send a CSV, NDJSON or XLSX file.";
            return;
        }

        if (first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) _encoding = TextEncoding.Utf16LittleEndian;
        else if (first.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) _encoding = TextEncoding.Utf16BigEndian;
        else if (!first.StartsWith(Encoding.UTF8.Preamble)) _encoding = Utf16WithoutMark(first);
        var text = _encoding switch
        {
            TextEncoding.Utf16LittleEndian => Encoding.Unicode.GetString(first),
            TextEncoding.Utf16BigEndian => Encoding.BigEndianUnicode.GetString(first),
            _ => Encoding.Latin1.GetString(first.StartsWith(Encoding.UTF8.Preamble) ? first[3..] : first),
        };
        if (text.AsSpan().TrimStart("\uFEFF \t\r\n").StartsWith('{')) _format = FileFormat.Ndjson;
    }

    /// <summary>Western text in UTF-16 has a zero in every other byte.</summary>
    private static string? Utf16WithoutMark(ReadOnlySpan<byte> first)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i < first.Length; i++)
        {
            if (first[i] != 0) continue;
            if (i % 2 == 0) even++;
            else odd++;
        }

        var most = first.Length * 2 / 5;
        return odd > most && even * 10 < odd ? TextEncoding.Utf16LittleEndian : even > most && odd * 10 < even ? TextEncoding.Utf16BigEndian : null;
    }

    /// <summary>Whether the text is still valid UTF-8. A character may lie across two calls.</summary>
    private bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        while (_pendingCount > 0)
        {
            if (bytes.IsEmpty) return true;
            _pending[_pendingCount++] = bytes[0];
            bytes = bytes[1..];
            switch (Rune.DecodeFromUtf8(_pending.AsSpan(0, _pendingCount), out _, out _))
            {
                case OperationStatus.Done:
                    _pendingCount = 0;
                    break;
                case OperationStatus.InvalidData:
                    return false;
            }
        }

        // At most the last three bytes are the beginning of a character.
        var whole = bytes.Length;
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            if ((bytes[^back] & 0xC0) == 0x80) continue;
            if (Rune.DecodeFromUtf8(bytes[^back..], out _, out _) == OperationStatus.NeedMoreData) whole = bytes.Length - back;
            break;
        }

        if (!System.Text.Unicode.Utf8.IsValid(bytes[..whole])) return false;
        bytes[whole..].CopyTo(_pending);
        _pendingCount = bytes.Length - whole;
        return true;
    }
}
