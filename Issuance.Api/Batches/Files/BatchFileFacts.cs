namespace Issuance.Api.Batches.Files;

/// <summary>What was found out about a file while it arrived.</summary>
/// <param name="Format">One of <see cref="FileFormat"/>.</param>
/// <param name="Encoding">One of <see cref="TextEncoding"/>; null for a workbook.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record BatchFileFacts(string Format, string? Encoding, long Bytes);

/// <summary>The formats of files.</summary>
internal static class FileFormat
{
    public const string Csv = "csv";
    public const string Ndjson = "ndjson";
    public const string Xlsx = "xlsx";
}

/// <summary>How the text of a file is encoded.</summary>
internal static class TextEncoding
{
    public const string Utf8 = "utf-8";
    public const string Utf16LittleEndian = "utf-16le";
    public const string Utf16BigEndian = "utf-16be";
    public const string Windows1252 = "windows-1252";
}
