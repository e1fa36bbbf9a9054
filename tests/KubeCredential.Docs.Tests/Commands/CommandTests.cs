using System.Diagnostics;
using KubeCredential.Docs.Tests.Pages;

namespace KubeCredential.Docs.Tests.Commands;

/// <summary>The commands of each page work in their order, and are answered as the page says.</summary>
public sealed class CommandTests(DocumentedApp app) : IClassFixture<DocumentedApp>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The pages that have a command to run.</summary>
    public static TheoryData<string> PagesWithCommands => [.. Documentation.Tested.Where(static page => page.Blocks.Any(static block => block is { Language: "sh", NotRun: null })).Select(static page => page.Name)];

    [Theory]
    [MemberData(nameof(PagesWithCommands))]
    public async Task Every_command_works_and_is_answered_as_shown(string name)
    {
        var page = Documentation.Tested.Single(page => page.Name == name);
        var cancel = TestContext.Current.CancellationToken;
        var ids = new Dictionary<string, string>();
        var mended = await File.ReadAllTextAsync(page.File, cancel);
        var faults = new List<string>();
        await using var shell = new Shell(app.Directory);
        for (var i = 0; i < page.Blocks.Count; i++)
        {
            var (command, answer) = (page.Blocks[i], i + 1 < page.Blocks.Count ? page.Blocks[i + 1] : null);
            if (command is not { Language: "sh", NotRun: null }) continue;
            if (answer is not ({ Language: "json" or "text", NotRun: null })) answer = null;
            try
            {
                var differences = await RunAsync(shell, command, answer, ids, right => mended = ReplaceOnce(mended, answer!.Text, right), cancel);
                if (differences.Count > 0) faults.Add($"{name}:{answer!.Line}: {string.Join("; ", differences)}");
            }
            catch (InvalidOperationException error)
            {
                Assert.Fail($"{name}:{command.Line}: {error.Message}{Environment.NewLine}{app.Log}");
            }
        }

        if (Update.IsWanted) Update.Write(page.File, mended);
        else Assert.True(faults.Count == 0, string.Join(Environment.NewLine, [.. faults, Update.Hint]));
    }

    private async Task<IReadOnlyList<string>> RunAsync(Shell shell, CodeBlock command, CodeBlock? answer, Dictionary<string, string> ids, Action<string> mend, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            // An id on the page is another one in this run.
            var output = await shell.RunAsync(app.Here(ids.Aggregate(command.Text, static (text, one) => text.Replace(one.Key, one.Value, StringComparison.Ordinal))), cancellationToken);
            if (answer is null) return [];
            var known = new Dictionary<string, string>(ids);
            var expected = new ExpectedAnswer(known, answer.Any);
            var right = answer.Text;
            if (answer.Language == "json") right = expected.CompareJson(answer.Text, output);
            else expected.CompareText(answer.Text, output);
            if (expected.Differences.Count > 0 && command.IsRepeated && Stopwatch.GetElapsedTime(began) < Limit)
            {
                await Task.Delay(Eventually.DefaultInterval, cancellationToken);
                continue;
            }

            // An earlier try may have been answered with something else: what the last one said counts.
            foreach (var (shown, real) in known) ids[shown] = real;
            if (expected.Differences.Count > 0 && answer.Language == "json") mend(right);
            return expected.Differences;
        }
    }

    private static string ReplaceOnce(string text, string old, string replacement)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? text : string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length));
    }
}
