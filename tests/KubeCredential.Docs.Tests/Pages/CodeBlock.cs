namespace KubeCredential.Docs.Tests.Pages;

/// <summary>A fenced block of a page.</summary>
/// <param name="Info">What follows the opening fence, such as <c>sh not-run=needs-cluster</c>.</param>
/// <param name="Text">What is between the fences, without the last line break.</param>
/// <param name="Line">The line of the opening fence, from 1.</param>
internal sealed record CodeBlock(string Info, string Text, int Line)
{
    private readonly string[] _words = Info.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The language, such as <c>sh</c>; empty where there is none.</summary>
    public string Language => _words.FirstOrDefault() ?? "";

    /// <summary>Why it is not run, or null.</summary>
    public string? NotRun => ValueOf("not-run");

    /// <summary>Whether it is run again until its answer is as shown.</summary>
    public bool IsRepeated => _words.Contains("eventually");

    /// <summary>Members of the answer that may have any value here.</summary>
    public IReadOnlyList<string> Any => ValueOf("any")?.Split(',') ?? [];

    /// <summary>Words after the language that mean nothing.</summary>
    public IEnumerable<string> UnknownWords =>
        _words.Skip(1).Where(static word => word != "eventually" && !word.StartsWith("not-run=", StringComparison.Ordinal) && !word.StartsWith("any=", StringComparison.Ordinal));

    private string? ValueOf(string name) => _words.FirstOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
