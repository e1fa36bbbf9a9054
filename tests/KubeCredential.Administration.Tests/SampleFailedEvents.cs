using System.Globalization;

namespace KubeCredential.Administration.Tests;

/// <summary>Failed events in memory: each is its number. It notes what it is ordered to do, and can be made to fail.</summary>
internal sealed class SampleFailedEvents : IFailedEvents<int>
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 31, 8, 15, 30, TimeSpan.Zero);

    /// <summary>The dead letters, newest first: those with even numbers are too large.</summary>
    public List<FailedEventRow<int>> Dead { get; } = [.. RowsOf(5)];

    public List<string> Orders { get; } = [];

    public Exception? Error { get; set; }

    public static string IdOf(int number) => new Guid(number, 0, 0, new byte[8]).ToString();

    public static IEnumerable<FailedEventRow<int>> RowsOf(int count) => Enumerable.Range(0, count).Select(
        static number => new FailedEventRow<int>(s_start.AddMinutes(-number), IdOf(number), number % 2 == 0 ? $"The event {IdOf(number)} is too large." : "HTTP 500", number));

    public string? IdOf(string text) => Guid.TryParseExact(text, "D", out var id) ? id.ToString() : null;

    public Task<IReadOnlyList<FailedEventRow<int>>> DeadLettersAsync(int limit, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken)
    {
        if (Error is not null) throw Error;
        var from = after is { } place ? Dead.FindIndex(row => (row.At, row.Id) == place) + 1 : 0;
        return Task.FromResult<IReadOnlyList<FailedEventRow<int>>>([.. Dead.Skip(from).Take(limit)]);
    }

    public Task<IReadOnlyList<FailedEventRow<int>>> RetryQueueAsync(int limit, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<FailedEventRow<int>>>([]);

    public Task<long> ReprocessAsync(IReadOnlyList<string>? ids, string actor, CancellationToken cancellationToken)
    {
        Orders.Add(string.Create(CultureInfo.InvariantCulture, $"reprocess {(ids is null ? "all" : string.Join(' ', ids))} by {actor}"));
        return Task.FromResult<long>(ids?.Count ?? Dead.Count);
    }

    public Task<bool> DiscardAsync(string id, string reason, string actor, CancellationToken cancellationToken)
    {
        Orders.Add($"discard {id} because {reason} by {actor}");
        return Task.FromResult(Dead.RemoveAll(row => row.Id == id) > 0);
    }
}
