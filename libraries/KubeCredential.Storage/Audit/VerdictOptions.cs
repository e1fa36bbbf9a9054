using System.ComponentModel.DataAnnotations;

namespace KubeCredential.Storage.Audit;

/// <summary>
/// How long the verification service keeps verdicts in its audit trail. Configuration section <c>Verdicts</c>. Whichever limit is reached first
/// counts, but no verdict is dropped within its first hour.
/// </summary>
public sealed class VerdictOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Verdicts";

    /// <summary>How long a verdict is kept.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "36500.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The most verdicts that are kept.</summary>
    [Range(1L, 100_000_000_000L)]
    public long MostKept { get; set; } = 20_000_000;
}
