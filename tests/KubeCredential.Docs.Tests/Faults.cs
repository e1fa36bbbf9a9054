namespace KubeCredential.Docs.Tests;

/// <summary>Faults found in pages, all of which a failure shows: the test framework would show the beginning of the first few.</summary>
internal static class Faults
{
    /// <summary>Fails where there are any.</summary>
    public static void AssertNone(IEnumerable<string> faults)
    {
        var all = faults.ToArray();
        Assert.True(all.Length == 0, string.Join(Environment.NewLine, all));
    }
}
