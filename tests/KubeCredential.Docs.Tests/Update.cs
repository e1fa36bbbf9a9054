using System.Text;

namespace KubeCredential.Docs.Tests;

/// <summary>With <c>UPDATE_DOCS=1</c> in the environment, what is generated is rewritten instead of compared.</summary>
internal static class Update
{
    /// <summary>Whether files are to be rewritten.</summary>
    public static bool IsWanted { get; } = Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1";

    /// <summary>How a failure says what to do.</summary>
    public const string Hint = "If it is right, `UPDATE_DOCS=1 ./test.sh Docs` rewrites it.";

    /// <summary>Writes a text file as the repository keeps them.</summary>
    public static void Write(string file, string text) => File.WriteAllText(file, text, new UTF8Encoding(false));
}
