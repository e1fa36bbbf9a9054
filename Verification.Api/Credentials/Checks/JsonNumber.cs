using System.Globalization;
using System.Numerics;

namespace Verification.Api.Credentials.Checks;

/// <summary>Compares JSON numbers (RFC 8259, section 6) by value, with all their digits: <c>1</c>, <c>1.0</c> and <c>10e-1</c> are equal.</summary>
internal static class JsonNumber
{
    /// <summary>Whether two numbers in JSON notation have the same value.</summary>
    public static bool AreEqual(string left, string right) => left == right || Read(left) == Read(right);

    /// <summary>The sign, the digits without zeros at either end, and the power of ten of the last digit.</summary>
    private static (bool IsNegative, string Digits, BigInteger Exponent) Read(string number)
    {
        var isNegative = number[0] == '-';
        var text = number.AsSpan(isNegative ? 1 : 0);
        var exponent = BigInteger.Zero;
        if (text.IndexOfAny('e', 'E') is >= 0 and var e)
        {
            exponent = BigInteger.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var point = text.IndexOf('.');
        var digits = point < 0 ? text.ToString() : string.Concat(text[..point], text[(point + 1)..]);
        if (point >= 0) exponent -= text.Length - point - 1;
        var significant = digits.TrimStart('0').TrimEnd('0');
        if (significant.Length == 0) return (false, "", BigInteger.Zero);
        return (isNegative, significant, exponent + (digits.Length - digits.TrimEnd('0').Length));
    }
}
