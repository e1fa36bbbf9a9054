namespace Issuance.Api.Batches.Files;

/// <summary>A file that is kept in parts, of which the last two that were read are in memory.</summary>
/// <param name="length">Its size.</param>
/// <param name="partBytes">The size of each part but the last.</param>
/// <param name="read">Reads a part.</param>
internal sealed class PartStream(long length, int partBytes, Func<int, byte[]> read) : Stream
{
    private readonly (int Number, byte[] Bytes)[] _parts = [(-1, []), (-1, [])];

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
        var part = PartOf((int)(Position / partBytes)).AsSpan((int)(Position % partBytes));
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

    private byte[] PartOf(int number)
    {
        if (_parts[0].Number == number) return _parts[0].Bytes;
        var found = _parts[1].Number == number ? _parts[1] : (number, read(number));
        (_parts[0], _parts[1]) = (found, _parts[0]);
        return found.Item2;
    }
}
