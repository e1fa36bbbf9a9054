using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace KubeCredential.Publishing;

/// <summary>What makes a secret good enough for production.</summary>
internal static partial class SecretRules
{
    /// <summary>The minimum number of characters. Sixteen random ones of this alphabet hold 95 bits.</summary>
    public const int MinLength = 16;

    /// <summary>A value that begins with this says itself that it is not for production.</summary>
    public const string DevelopmentPrefix = "development-only-";

    /// <summary>The characters of a secret. Any other could end a part of a connection string, or a word of a command line.</summary>
    public const string Pattern = "^[A-Za-z0-9_.~-]*$";

    /// <summary>Words that people try when they guess passwords; none may be part of one.</summary>
    public static readonly string[] Guessed = ["password", "secret", "change", "default", "redis", "postgres", "admin", "example", "12345", "qwerty"];

    /// <summary>The same rule as one regular expression for values.schema.json.</summary>
    public static string SchemaForbidden => $"(?i)({string.Join('|', Guessed.Append(DevelopmentPrefix))})";

    /// <summary>SHA-256 of a secret, in hexadecimal.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));

    /// <summary>Reads a file of lines <c>name=value</c> and checks that it has a good value for each secret.</summary>
    /// <exception cref="PublishingException">A secret is missing, unknown or weak. All faults are named, and no value is shown.</exception>
    public static SortedDictionary<string, string> Read(string file, IReadOnlyList<string> names)
    {
        if (!File.Exists(file)) throw new PublishingException($"The setting SecretsFile names a file that does not exist: {file}");
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var line in File.ReadLines(file).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            var name = at < 0 ? line : line[..at];
            if (!names.Contains(name)) problems.Add($"{name} is unknown; the secrets are {string.Join(", ", names)}");
            else if (!values.TryAdd(name, line[(at + 1)..])) problems.Add($"{name} occurs twice");
        }

        foreach (var name in names)
        {
            if (!values.TryGetValue(name, out var value) || value.Length == 0) problems.Add($"{name} is missing");
            else if (Fault(value) is { } fault) problems.Add($"{name} {fault}");
        }

        return problems.Count == 0 ? values : throw new PublishingException($"{file} is refused:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  {problem}"))}");
    }

    /// <summary>What is wrong with a value, or null.</summary>
    public static string? Fault(string value) =>
        value.StartsWith(DevelopmentPrefix, StringComparison.OrdinalIgnoreCase) ? "is the value for development"
        : value.Length < MinLength ? $"has {value.Length} characters; {MinLength} are needed"
        : !Allowed().IsMatch(value) ? "has characters other than letters, digits, and _ . ~ -"
        : Guessed.FirstOrDefault(word => value.Contains(word, StringComparison.OrdinalIgnoreCase)) is { } word ? $"contains the word '{word}'"
        : value.Distinct().Count() < 6 ? "repeats too few characters"
        : null;

    [GeneratedRegex(Pattern)]
    private static partial Regex Allowed();
}
