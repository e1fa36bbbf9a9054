namespace Issuance.Api.Batches.Files;

/// <summary>A file that is kept in parts, of which the last two that were read are in memory.</summary>
/// <param name="length">Its size.</param>
/// <param name="partBytes">The size of each part but the last.</param>
/// <param name="read">Reads a part into a buffer of the size of a part, and returns how many bytes it has.</param>
internal sealed class PartStream(long length, int partBytes, Func<int, byte[], int> read) : Stream
{
    // The buffers are used again: files are large, and large arrays stay for long.
    private (int Number, byte[] Bytes, int Length) _latest = (-1, [], 0);
    private (int Number, byte[] Bytes, int Length) _earlier = (-1, [], 0);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (Position >= length || buffer.IsEmpty) return 0;
        var part = PartOf((int)(Position / partBytes))[(int)(Position % partBytes)..];
        var count = Math.Min(part.Length, buffer.Length);
        part[..count].CopyTo(buffer);
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private ReadOnlySpan<byte> PartOf(int number)
    {
        if (_latest.Number != number)
        {
            (_latest, _earlier) = (_earlier, _latest);
            if (_latest.Number != number)
            {
                var bytes = _latest.Bytes.Length == 0 ? new byte[Math.Min(partBytes, length)] : _latest.Bytes;
                _latest = (-1, bytes, 0); // Until it has been read.
                _latest = (number, bytes, read(number, bytes));
            }
        }

        return _latest.Bytes.AsSpan(0, _latest.Length);
    }
}
