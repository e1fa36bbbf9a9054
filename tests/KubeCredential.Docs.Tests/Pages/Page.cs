using System.Text.RegularExpressions;

namespace KubeCredential.Docs.Tests.Pages;

/// <summary>A Markdown file of the repository.</summary>
internal sealed partial class Page
{
    private readonly string[] _lines;

    private Page(string name, string[] lines)
    {
        Name = name;
        _lines = lines;
        var anchors = new List<string>();
        var blocks = new List<CodeBlock>();
        var prose = new List<(int Line, string Text)>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is { Success: true } fence)
            {
                var begin = i;
                var end = fence.Groups["indent"].Value + fence.Groups["fence"].Value;
                while (++i < lines.Length && lines[i].TrimEnd() != end) { }
                blocks.Add(new CodeBlock(fence.Groups["info"].Value.Trim(), string.Join('\n', lines[(begin + 1)..Math.Min(i, lines.Length)]), begin + 1));
                continue;
            }

            prose.Add((i + 1, lines[i]));
            if (Heading().Match(lines[i]) is { Success: true } heading)
            {
                var anchor = AnchorOf(heading.Groups["text"].Value);
                var number = anchors.Count(one => one == anchor || one.StartsWith(anchor + "-", StringComparison.Ordinal) && int.TryParse(one[(anchor.Length + 1)..], out _));
                anchors.Add(number == 0 ? anchor : $"{anchor}-{number}");
            }
        }

        (Anchors, Blocks, Prose) = (anchors, blocks, prose);
    }

    /// <summary>The path from the repository's root, with slashes.</summary>
    public string Name { get; }

    /// <summary>The full path.</summary>
    public string File => Path.Combine(RepositoryLayout.Root, Name);

    /// <summary>How many lines it has.</summary>
    public int LineCount => _lines.Length;

    /// <summary>What links can lead to on this page, as GitHub names headings.</summary>
    public IReadOnlyList<string> Anchors { get; }

    /// <summary>The fenced blocks.</summary>
    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>The lines outside of blocks, with their numbers.</summary>
    public IReadOnlyList<(int Line, string Text)> Prose { get; }

    /// <summary>The links and pictures in its prose.</summary>
    public IEnumerable<(int Line, string Target)> Links =>
        from line in Prose
        from Match link in Link().Matches(InlineCode().Replace(line.Text, "``"))
        select (line.Line, link.Groups["target"].Value);

    /// <summary>The texts set as code in its prose.</summary>
    public IEnumerable<(int Line, string Code)> Codes =>
        from line in Prose
        from Match code in InlineCode().Matches(line.Text)
        select (line.Line, code.Value.Trim('`'));

    /// <summary>Reads a page.</summary>
    public static Page Read(string name) => new(name, [.. System.IO.File.ReadAllText(Path.Combine(RepositoryLayout.Root, name)).TrimEnd('\n').Split('\n')]);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string AnchorOf(string heading) =>
        NotInAnchor().Replace(LinkInHeading().Replace(heading, "${text}").Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex("^(?<indent> *)(?<fence>`{3,})(?<info>[^`]*)$")]
    private static partial Regex Fence();

    [GeneratedRegex("^#{1,6} +(?<text>.*?) *#*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkInHeading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex InlineCode();
}
