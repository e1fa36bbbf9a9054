using System.Globalization;
using System.Numerics;

namespace Verification.Api.Credentials;

/// <summary>Numbers of JSON (RFC 8259, section 6) as values: <c>1</c>, <c>1.0</c> and <c>10e-1</c> are one number. No digit is lost.</summary>
internal static class JsonNumber
{
    /// <summary>Reading an exponent takes the square of its length, and anybody may send one. A longer one is the same to the letter only.</summary>
    private const int MaxExponentDigits = 1000;

    /// <summary>Whether two numbers, as they stand in JSON, have the same value.</summary>
    public static bool AreEqual(string left, string right) => left == right || (Read(left) is { } one && Read(right) is { } other && one == other);

    /// <summary>The sign, the digits without zeros at either end, and the power of ten of the last digit; null where the exponent is too long.</summary>
    private static (bool IsNegative, string Digits, BigInteger Exponent)? Read(string number)
    {
        var isNegative = number[0] == '-';
        var text = number.AsSpan(isNegative ? 1 : 0);
        var exponent = BigInteger.Zero;
        if (text.IndexOfAny('e', 'E') is >= 0 and var e)
        {
            var written = text[(e + 1)..];
            var magnitude = written.TrimStart("+-").TrimStart('0');
            if (magnitude.Length > MaxExponentDigits) return null;
            exponent = magnitude.IsEmpty ? BigInteger.Zero : BigInteger.Parse(magnitude, NumberStyles.None, CultureInfo.InvariantCulture);
            if (written[0] == '-') exponent = -exponent;
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
