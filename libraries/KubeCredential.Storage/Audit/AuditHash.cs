using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.Storage.Audit;

/// <summary>
/// A link of the chain: SHA-256 (FIPS 180-4) over the hash of the previous link (32 zero bytes for the first), the link's number, the
/// entry's position and its time in microseconds since 1970, each as a 64-bit big-endian number, followed by the other columns in the order
/// of <see cref="AuditDocument"/>: for each its length in bytes as a 32-bit big-endian number, -1 for NULL, and its UTF-8 text. The length
/// prefixes make the encoding unambiguous, so no two entries have the same input.
/// </summary>
internal sealed class AuditHash
{
    private readonly ArrayBufferWriter<byte> _input = new(512);

    /// <summary>The hash of a link, in hexadecimal.</summary>
    public string Link(string previous, long number, AuditDocument entry)
    {
        // Gathered first and hashed at once: two dozen small additions to a hash cost several times as much as the hash itself.
        _input.ResetWrittenCount();
        Convert.FromHexString(previous, _input.GetSpan(SHA256.HashSizeInBytes), out _, out var bytes);
        _input.Advance(bytes);
        Append(number);
        Append(entry.Number);
        Append((entry.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        Append(entry.Action);
        Append(entry.Outcome);
        Append(entry.Actor);
        Append(entry.WorkerId);
        Append(entry.CredentialId?.ToString());
        Append(entry.EventId?.ToString());
        Append(entry.Attempt?.ToString(CultureInfo.InvariantCulture));
        Append(entry.Detail);
        Append(entry.CorrelationId);
        Append(entry.TraceId);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_input.WrittenSpan, hash);
        return Convert.ToHexStringLower(hash);
    }

    private void Append(long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(_input.GetSpan(sizeof(long)), number);
        _input.Advance(sizeof(long));
    }

    private void Append(string? text)
    {
        var most = text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length);
        var span = _input.GetSpan(sizeof(int) + most);
        var count = text is null ? 0 : Encoding.UTF8.GetBytes(text, span[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(span, text is null ? -1 : count);
        _input.Advance(sizeof(int) + count);
    }
}
