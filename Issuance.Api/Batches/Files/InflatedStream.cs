namespace Issuance.Api.Batches.Files;

/// <summary>A part of an archive that ends with an error where it inflates to more than a file of rows would: a zip bomb.</summary>
internal sealed class InflatedStream(Stream inner, long compressed, long most) : Stream
{
    /// <summary>Rows of a spreadsheet that are all the same are compressed about fifty-fold; a bomb is a thousand-fold.</summary>
    private const int MostTimes = 200;

    private const long MostWithoutMarkup = 2 << 20;
    private const long AlwaysAllowed = 8 << 20;
    private readonly long _most = Math.Min(most, AlwaysAllowed + (compressed * MostTimes));
    private long _read;
    private long _sinceMarkup;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <summary>What is said about such a file.</summary>
    public static FileProblemException TooMuch() => new("The workbook inflates to far more than its rows need. Save it again, or send it as CSV.");

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _read += count;
        // No tag, attribute or text is this long; the reader of the XML would keep all of it.
        var markup = buffer[..count].LastIndexOf((byte)'<');
        _sinceMarkup = markup < 0 ? _sinceMarkup + count : count - markup;
        return _read <= _most && _sinceMarkup <= MostWithoutMarkup ? count : throw TooMuch();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
