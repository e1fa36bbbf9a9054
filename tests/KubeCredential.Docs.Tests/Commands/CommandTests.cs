using KubeCredential.Docs.Tests.Pages;

namespace KubeCredential.Docs.Tests.Commands;

/// <summary>The commands of each page work in their order, and are answered as the page says.</summary>
public sealed class CommandTests(DocumentedApp app) : IClassFixture<DocumentedApp>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

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
        IReadOnlyList<string> differences = [];
        var right = answer?.Text;
        var known = ids;
        async Task<bool> OnceAsync(CancellationToken token)
        {
            // An id on the page is another one in this run.
            var output = await shell.RunAsync(app.Here(ids.Aggregate(command.Text, static (text, one) => text.Replace(one.Key, one.Value, StringComparison.Ordinal))), token);
            if (answer is null) return true;
            known = new Dictionary<string, string>(ids);
            var expected = new ExpectedAnswer(known, answer.Any);
            if (answer.Language == "json") right = expected.CompareJson(answer.Text, output);
            else expected.CompareText(answer.Text, output);
            differences = expected.Differences;
            return differences.Count == 0;
        }

        if (command.IsRepeated)
        {
            try
            {
                await Eventually.TrueAsync(OnceAsync, Limit, "the answer is as shown", cancellationToken);
            }
            catch (EventuallyTimeoutException) when (differences.Count > 0)
            {
                // Told below.
            }
        }
        else
        {
            await OnceAsync(cancellationToken);
        }

        // An earlier try may have been answered with something else: what the last one said counts.
        foreach (var (shown, real) in known.ToArray()) ids[shown] = real;
        if (differences.Count > 0 && answer is { Language: "json" }) mend(right!);
        return differences;
    }

    private static string ReplaceOnce(string text, string old, string replacement)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? text : string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length));
    }
}
