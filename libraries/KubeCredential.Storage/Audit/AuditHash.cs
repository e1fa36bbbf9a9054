using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.Storage.Audit;

/// <summary>
/// A link of the chain: SHA-256 (FIPS 180-4) over the hash of the previous link (32 zero bytes for the first), the link's number, the
/// entry's position and its time in microseconds since 1970, each as a 64-bit big-endian number, followed by the other columns in the order
/// of <see cref="AuditDocument"/>: for each its length in bytes as a 32-bit big-endian number, -1 for NULL, and its UTF-8 text. The length
/// prefixes make the encoding unambiguous, so no two entries have the same input.
/// </summary>
internal sealed class AuditHash : IDisposable
{
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _text = new byte[256];

    public void Dispose() => _sha.Dispose();

    /// <summary>The hash of a link, in hexadecimal.</summary>
    public string Link(string previous, long number, AuditDocument entry)
    {
        _sha.AppendData(Convert.FromHexString(previous));
        Append(number);
        Append(entry.Number);
        Append((entry.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        Append(entry.Action);
        Append(entry.Outcome);
        Append(entry.Actor);
        Append(entry.WorkerId);
        Append(entry.CredentialId?.ToString());
        Append(entry.EventId?.ToString());
        Append(entry.Attempt?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Append(entry.Detail);
        Append(entry.CorrelationId);
        Append(entry.TraceId);
        return Convert.ToHexStringLower(_sha.GetHashAndReset());
    }

    private void Append(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        _sha.AppendData(bytes);
    }

    private void Append(string? text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        if (text is null)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, -1);
            _sha.AppendData(length);
            return;
        }

        if (Encoding.UTF8.GetMaxByteCount(text.Length) is var most && most > _text.Length) _text = new byte[most];
        var count = Encoding.UTF8.GetBytes(text, _text);
        BinaryPrimitives.WriteInt32BigEndian(length, count);
        _sha.AppendData(length);
        _sha.AppendData(_text.AsSpan(0, count));
    }
}
