using System.ComponentModel.DataAnnotations;

namespace KubeCredential.Storage.Audit;

/// <summary>How long verdicts are kept in the audit trail. Configuration section <c>Verdicts</c>. Whatever comes first counts; no verdict goes within its first hour.</summary>
public sealed class VerdictOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Verdicts";

    /// <summary>For how long a verdict is kept.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "36500.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How many verdicts are kept.</summary>
    [Range(1L, 100_000_000_000L)]
    public long MostKept { get; set; } = 20_000_000;
}
