using KubeCredential.Text;

namespace Verification.Api.Freshness;

/// <summary>How far this service knows what the issuer has done. The texts of checks are made once, since every verdict carries one.</summary>
internal sealed class IssuerKnowledge
{
    /// <summary>Nothing has been heard yet.</summary>
    public static readonly IssuerKnowledge None = new(null, null);

    private IssuerKnowledge(DateTimeOffset? asOf, DateTimeOffset? heardAt)
    {
        (AsOf, HeardAt) = (asOf, heardAt);
        if (asOf is not { } moment) return;
        AsOfText = Rfc3339.Format(moment);
        FreshText = $"Everything from the issuer up to {AsOfText} has been received.";
        OldText = $"Nothing complete has been heard from the issuer since {AsOfText}; what it did after that may be missing.";
    }

    /// <summary>What was heard.</summary>
    /// <param name="asOf">Everything that the issuer committed before this moment has been applied.</param>
    /// <param name="heardAt">When this service learned it.</param>
    public IssuerKnowledge(DateTimeOffset asOf, DateTimeOffset heardAt) : this((DateTimeOffset?)asOf, heardAt)
    {
    }

    /// <summary>Everything that the issuer committed before this moment has been applied; null if nothing has been heard yet.</summary>
    public DateTimeOffset? AsOf { get; }

    /// <summary>When this service learned it.</summary>
    public DateTimeOffset? HeardAt { get; }

    /// <summary><see cref="AsOf"/> as text, or null.</summary>
    public string? AsOfText { get; }

    /// <summary>Says until when everything is known, as a sentence.</summary>
    public string FreshText { get; } = "";

    /// <summary>Says since when nothing complete has been heard, as a sentence: nothing at all, or events that could not be applied here.</summary>
    public string OldText { get; } = "Nothing has been heard from the issuer yet.";

    /// <summary>How old the knowledge is, or null if there is none.</summary>
    public TimeSpan? AgeAt(DateTimeOffset now) => AsOf is not { } moment ? null : now > moment ? now - moment : TimeSpan.Zero;
}
