namespace KubeCredential.Publishing.Tests;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it printed for other programs.</param>
/// <param name="Errors">What it printed for people.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>All that it printed.</summary>
    public string Everything => Output + Errors;

    /// <summary>What it printed, having ended well.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Everything}");
        return Output;
    }
}
