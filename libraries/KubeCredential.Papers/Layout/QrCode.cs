using QRCoder;

namespace KubeCredential.Papers.Layout;

/// <summary>A QR code (ISO/IEC 18004) with error correction M.</summary>
internal sealed class QrCode
{
    /// <summary>The largest version: a larger one has modules that cameras do not tell apart on paper.</summary>
    public const int LargestVersion = 8;

    private const int MostCharacters = 365; // What digits, which are shortest, could fill.
    private readonly bool[,] _dark;

    private QrCode(bool[,] dark) => _dark = dark;

    /// <summary>How many modules a side has, with the quiet zone of four modules.</summary>
    public int Modules => _dark.GetLength(0);

    /// <summary>The code of a text.</summary>
    /// <exception cref="LongAddressException">The text is too long for <see cref="LargestVersion"/>.</exception>
    public static QrCode Of(string text)
    {
        if (text.Length > MostCharacters) throw new LongAddressException(LargestVersion);
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        if (data.Version > LargestVersion) throw new LongAddressException(LargestVersion);
        var side = data.ModuleMatrix.Count;
        var dark = new bool[side, side];
        for (var row = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++) dark[row, column] = data.ModuleMatrix[row][column];
        }

        return new QrCode(dark);
    }

    /// <summary>The dark stretches, each with its row, first column and length: the fewest boxes to draw.</summary>
    public IEnumerable<(int Row, int Column, int Length)> Stretches()
    {
        for (var row = 0; row < Modules; row++)
        {
            for (var column = 0; column < Modules; column++)
            {
                var first = column;
                while (column < Modules && _dark[row, column]) column++;
                if (column > first) yield return (row, first, column - first);
            }
        }
    }
}
