namespace KubeCredential.SupplyChain.Tests;

/// <summary>Which licences packages may have: those that allow free use in commercial products and ask for no source of ours.</summary>
internal static class LicenceRule
{
    private static readonly HashSet<string> s_everywhere = new(StringComparer.Ordinal)
    {
        "0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0", "ISC", "MIT", "MIT-0", "MS-PL",
        "PostgreSQL", "Python-2.0", "Unicode-3.0", "Unicode-DFS-2016", "Unlicense", "Zlib",
    };

    /// <summary>Changes to files under these have to be published: no matter for a tool, one to think about for what is shipped.</summary>
    private static readonly HashSet<string> s_tools = new(StringComparer.Ordinal) { "MPL-2.0" };

    /// <summary>
    /// Whether a licence is allowed. Of an SPDX expression (annex D of the SPDX specification 2.3) only <c>OR</c> and <c>AND</c> without
    /// nesting are understood; what is not understood is not allowed.
    /// </summary>
    public static bool Allows(string expression, bool isShipped)
    {
        var flat = expression.StartsWith('(') && expression.EndsWith(')') ? expression[1..^1] : expression;
        return flat.Split(" OR ").Any(choice => choice.Split(" AND ").All(one => s_everywhere.Contains(one) || (!isShipped && s_tools.Contains(one))));
    }
}
