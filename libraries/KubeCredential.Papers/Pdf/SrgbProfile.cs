using System.Buffers.Binary;
using System.Text;

namespace KubeCredential.Papers.Pdf;

/// <summary>An ICC profile of sRGB (ICC.1:2001-04, version 2; IEC 61966-2-1), which says what the colours of a PDF/A mean.</summary>
internal static class SrgbProfile
{
    private const int CurvePoints = 1024;

    /// <summary>The profile.</summary>
    public static byte[] Bytes { get; } = Make();

    private static byte[] Make()
    {
        var curve = new byte[12 + (CurvePoints * 2)];
        "curv"u8.CopyTo(curve);
        BinaryPrimitives.WriteUInt32BigEndian(curve.AsSpan(8), CurvePoints);
        for (var point = 0; point < CurvePoints; point++)
        {
            var value = point / (CurvePoints - 1.0);
            var linear = value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
            BinaryPrimitives.WriteUInt16BigEndian(curve.AsSpan(12 + (point * 2)), (ushort)Math.Round(linear * ushort.MaxValue));
        }

        // The primaries adapted to the profile's white, D50.
        (string Tag, byte[] Content)[] tags =
        [
            ("desc", Description("sRGB IEC61966-2.1")), ("cprt", [.. "text"u8, 0, 0, 0, 0, .. "No copyright"u8, 0]), ("wtpt", Point(0.9642, 1, 0.8249)),
            ("rXYZ", Point(0.4360, 0.2225, 0.0139)), ("gXYZ", Point(0.3851, 0.7169, 0.0971)), ("bXYZ", Point(0.1431, 0.0606, 0.7141)),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ];
        using var content = new MemoryStream();
        var table = new byte[4 + (tags.Length * 12)];
        BinaryPrimitives.WriteUInt32BigEndian(table, (uint)tags.Length);
        var begin = 128 + table.Length;
        Dictionary<byte[], int> places = [];
        for (var tag = 0; tag < tags.Length; tag++)
        {
            if (!places.TryGetValue(tags[tag].Content, out var place))
            {
                places[tags[tag].Content] = place = begin + (int)content.Length;
                content.Write(tags[tag].Content);
                while (content.Length % 4 != 0) content.WriteByte(0);
            }

            var entry = table.AsSpan(4 + (tag * 12));
            Encoding.ASCII.GetBytes(tags[tag].Tag, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], (uint)place);
            BinaryPrimitives.WriteUInt32BigEndian(entry[8..], (uint)tags[tag].Content.Length);
        }

        var header = new byte[128];
        BinaryPrimitives.WriteUInt32BigEndian(header, (uint)(begin + content.Length));
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(8), 0x02100000);
        "mntrRGB XYZ "u8.CopyTo(header.AsSpan(12));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(24), 2001);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(26), 4);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(28), 1);
        "acsp"u8.CopyTo(header.AsSpan(36));
        Point(0.9642, 1, 0.8249).AsSpan(8).CopyTo(header.AsSpan(68));
        return [.. header, .. table, .. content.ToArray()];
    }

    private static byte[] Point(double x, double y, double z)
    {
        var point = new byte[20];
        "XYZ "u8.CopyTo(point);
        foreach (var (value, at) in (ReadOnlySpan<(double, int)>)[(x, 8), (y, 12), (z, 16)]) BinaryPrimitives.WriteInt32BigEndian(point.AsSpan(at), (int)Math.Round(value * 65536));
        return point;
    }

    private static byte[] Description(string text)
    {
        var description = new byte[12 + text.Length + 1 + 8 + 3 + 67];
        "desc"u8.CopyTo(description);
        BinaryPrimitives.WriteUInt32BigEndian(description.AsSpan(8), (uint)text.Length + 1);
        Encoding.ASCII.GetBytes(text, description.AsSpan(12));
        return description;
    }
}
