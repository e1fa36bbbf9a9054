namespace Issuance.Api.Outbox;

/// <summary>How far back the timeline reads, and in which steps.</summary>
/// <param name="Name">What callers call it.</param>
/// <param name="Step">The length of a step: a divisor of a day.</param>
/// <param name="Steps">How many steps, of which the last one has not ended yet.</param>
internal sealed record TimelineRange(string Name, TimeSpan Step, int Steps)
{
    public const string Hour = "1h";
    public const string Day = "24h";
    public const string Week = "7d";

    /// <summary>All ranges.</summary>
    public static IReadOnlyList<TimelineRange> All { get; } =
    [
        new(Hour, TimeSpan.FromMinutes(1), 60),
        new(Day, TimeSpan.FromMinutes(15), 96),
        new(Week, TimeSpan.FromHours(1), 168),
    ];

    /// <summary>The length of a step in seconds, by which the database tells the ranges apart.</summary>
    public int StepSeconds => (int)Step.TotalSeconds;

    /// <summary>The start of the step that contains a moment.</summary>
    public DateTimeOffset StepOf(DateTimeOffset moment) => new(moment.UtcTicks - (moment.UtcTicks % Step.Ticks), TimeSpan.Zero);

    /// <summary>The start of the first step of the range that ends now.</summary>
    public DateTimeOffset FirstStep(DateTimeOffset now) => StepOf(now) - ((Steps - 1) * Step);
}
