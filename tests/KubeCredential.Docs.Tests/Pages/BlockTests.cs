namespace KubeCredential.Docs.Tests.Pages;

/// <summary>Every block of the tested pages is run, is the answer to one that is, or says why not.</summary>
public sealed class BlockTests
{
    private static readonly string[] Reasons = ["by-hand", "needs-cluster", "needs-containers", "needs-tool", "takes-minutes", "your-own-server", "tested-elsewhere"];

    // Pictures, and formats that nothing here answers with.
    private static readonly string[] NeverRun = ["mermaid"];

    [Fact]
    public void A_block_that_is_not_run_says_why_in_one_of_a_few_words()
    {
        var wrong =
            from page in Documentation.Tested
            from block in page.Blocks
            where block.UnknownWords.Any() || block.NotRun is { } reason && !Reasons.Contains(reason)
            select $"{page.Name}:{block.Line}: {block.Info}";
        Faults.AssertNone(wrong);
    }

    [Fact]
    public void A_block_is_a_command_the_answer_to_the_one_before_it_or_says_that_it_is_not_run()
    {
        var wrong =
            from page in Documentation.Tested
            from pair in page.Blocks.Select((block, at) => (Block: block, Before: at == 0 ? null : page.Blocks[at - 1]))
            where !NeverRun.Contains(pair.Block.Language) && pair.Block.NotRun is null
            where !(pair.Block.Language == "sh" || pair.Block.Language is "json" or "text" && pair.Before is { Language: "sh", NotRun: null })
            select $"{page.Name}:{pair.Block.Line}: {pair.Block.Info}";
        Faults.AssertNone(wrong);
    }
}
