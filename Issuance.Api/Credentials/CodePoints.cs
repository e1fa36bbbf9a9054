namespace Issuance.Api.Credentials;

/// <summary>The order of texts in both databases: by code point. By UTF-16 unit, as <see cref="string.CompareOrdinal(string, string)"/> compares, surrogates come too early.</summary>
internal static class CodePoints
{
    public static int Compare(string one, string other)
    {
        var length = Math.Min(one.Length, other.Length);
        for (var i = 0; i < length; i++)
        {
            var (left, right) = (one[i], other[i]);
            if (left == right) continue;
            if (char.IsSurrogate(left) != char.IsSurrogate(right)) return char.IsSurrogate(left) ? 1 : -1;
            return left.CompareTo(right);
        }

        return one.Length.CompareTo(other.Length);
    }
}
