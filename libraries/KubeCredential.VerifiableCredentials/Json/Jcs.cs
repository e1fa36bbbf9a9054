using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KubeCredential.VerifiableCredentials.Json;

/// <summary>The canonical form of JSON (RFC 8785, JSON Canonicalization Scheme).</summary>
public static class Jcs
{
    private static readonly SearchValues<char> s_escaped = SearchValues.Create(string.Concat(Enumerable.Range(0, 0x20).Select(static code => (char)code)) + "\"\\");

    /// <summary>The canonical form, in UTF-8.</summary>
    /// <param name="value">Any value. Its members must not repeat; of those that do, both are written.</param>
    /// <exception cref="CredentialException">
    /// A number is beyond the range of a double (<see cref="CredentialError.InvalidNumber"/>), or a string has half of a surrogate pair (<see cref="CredentialError.InvalidJson"/>).
    /// </exception>
    public static byte[] Canonicalize(JsonElement value)
    {
        using var buffer = new PooledBuffer();
        Write(value, buffer);
        return buffer.Written.ToArray();
    }

    /// <summary>The canonical form as text.</summary>
    internal static string ToText(JsonElement value)
    {
        using var buffer = new PooledBuffer();
        Write(value, buffer);
        return Encoding.UTF8.GetString(buffer.Written);
    }

    internal static void Write(JsonElement value, PooledBuffer buffer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object: WriteObject(value, buffer); break;
            case JsonValueKind.Array:
                buffer.Add((byte)'[');
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first) buffer.Add((byte)',');
                    first = false;
                    Write(item, buffer);
                }

                buffer.Add((byte)']');
                break;
            case JsonValueKind.String: WriteText(TextOf(static value => value.GetString()!, value), buffer); break;
            case JsonValueKind.Number: WriteNumber(value.GetDouble(), buffer); break;
            case JsonValueKind.True: buffer.Add("true"u8); break;
            case JsonValueKind.False: buffer.Add("false"u8); break;
            default: buffer.Add("null"u8); break;
        }
    }

    /// <summary>Section 3.2.3: members are sorted by the UTF-16 code units of their names.</summary>
    private static void WriteObject(JsonElement value, PooledBuffer buffer)
    {
        var count = value.GetPropertyCount();
        var (names, values) = (new string[count], new JsonElement[count]);
        var place = 0;
        foreach (var member in value.EnumerateObject()) (names[place], values[place++]) = (TextOf(static member => member.Name, member), member.Value);
        Array.Sort(names, values, StringComparer.Ordinal);
        buffer.Add((byte)'{');
        for (place = 0; place < count; place++)
        {
            if (place > 0) buffer.Add((byte)',');
            WriteText(names[place], buffer);
            buffer.Add((byte)':');
            Write(values[place], buffer);
        }

        buffer.Add((byte)'}');
    }

    /// <summary>Section 3.2.2.2: only what must be escaped is.</summary>
    private static void WriteText(string text, PooledBuffer buffer)
    {
        buffer.Add((byte)'"');
        var rest = text.AsSpan();
        while (rest.IndexOfAny(s_escaped) is >= 0 and var place)
        {
            buffer.Add(rest[..place]);
            var c = rest[place];
            rest = rest[(place + 1)..];
            buffer.Add((byte)'\\');
            switch (c)
            {
                case '\b': buffer.Add((byte)'b'); break;
                case '\t': buffer.Add((byte)'t'); break;
                case '\n': buffer.Add((byte)'n'); break;
                case '\f': buffer.Add((byte)'f'); break;
                case '\r': buffer.Add((byte)'r'); break;
                case '"' or '\\': buffer.Add((byte)c); break;
                default: buffer.Add(string.Create(CultureInfo.InvariantCulture, $"u{(int)c:x4}")); break;
            }
        }

        buffer.Add(rest);
        buffer.Add((byte)'"');
    }

    /// <summary>Section 3.2.2.3: as ECMAScript writes it (ECMA-262, Number::toString), from the shortest digits that give the same double.</summary>
    internal static void WriteNumber(double number, PooledBuffer buffer)
    {
        if (!double.IsFinite(number)) throw new CredentialException(CredentialError.InvalidNumber, "A number is beyond the range of a double.");
        if (number == 0)
        {
            buffer.Add((byte)'0');
            return;
        }

        if (number < 0) buffer.Add((byte)'-');
        Span<char> text = stackalloc char[32];
        Math.Abs(number).TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        Span<char> digits = stackalloc char[32];
        var (count, exponent) = Digits(text[..length], digits);
        WriteDigits(digits[..count], exponent, buffer);
    }

    /// <summary>The significant digits, and the exponent of ten with which 0.DIGITS is multiplied.</summary>
    private static (int Count, int Exponent) Digits(ReadOnlySpan<char> text, Span<char> digits)
    {
        var exponent = 0;
        if (text.IndexOf('E') is >= 0 and var e)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var point = text.IndexOf('.');
        exponent += point < 0 ? text.Length : point;
        var count = 0;
        foreach (var c in text)
        {
            if (c == '.') continue;
            if (count == 0 && c == '0') exponent--;
            else digits[count++] = c;
        }

        while (digits[count - 1] == '0') count--;
        return (count, exponent);
    }

    private static void WriteDigits(ReadOnlySpan<char> digits, int exponent, PooledBuffer buffer)
    {
        switch (exponent)
        {
            case > 0 and <= 21 when digits.Length <= exponent:
                buffer.Add(digits);
                for (var zeros = digits.Length; zeros < exponent; zeros++) buffer.Add((byte)'0');
                break;
            case > 0 and <= 21:
                buffer.Add(digits[..exponent]);
                buffer.Add((byte)'.');
                buffer.Add(digits[exponent..]);
                break;
            case > -6 and <= 0:
                buffer.Add("0."u8);
                for (var zeros = exponent; zeros < 0; zeros++) buffer.Add((byte)'0');
                buffer.Add(digits);
                break;
            default:
                buffer.Add(digits[..1]);
                if (digits.Length > 1)
                {
                    buffer.Add((byte)'.');
                    buffer.Add(digits[1..]);
                }

                buffer.Add((byte)'e');
                if (exponent > 0) buffer.Add((byte)'+');
                buffer.Add(exponent - 1);
                break;
        }
    }

    private static string TextOf<T>(Func<T, string> read, T from)
    {
        try
        {
            return read(from);
        }
        catch (InvalidOperationException error)
        {
            throw new CredentialException(CredentialError.InvalidJson, "A string has half of a surrogate pair, which is not Unicode.", inner: error);
        }
    }
}
