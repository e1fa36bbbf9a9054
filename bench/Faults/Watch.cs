using System.Net.Http.Json;
using System.Text.Json;

namespace KubeCredential.Bench.Faults;

/// <summary>
/// Asks both verifiers for verdicts on changed credentials all the time, and notes every verdict that goes back behind one that either of them gave before, or
/// behind what the issuer knows to be confirmed.
/// </summary>
internal sealed class Watch(TestSystem system, Load load) : IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<Guid, int> _seen = [];
    private Task _work = Task.CompletedTask;

    /// <summary>Verdicts that went back to an earlier version. Must be 0.</summary>
    public int Backwards { get; private set; }

    /// <summary>Verdicts asked for.</summary>
    public int Verdicts { get; private set; }

    /// <summary>Starts watching.</summary>
    public void Start() => _work = Task.Run(() => WatchAsync(_stop.Token));

    /// <summary>Stops watching.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    public void Dispose() => _stop.Dispose();

    private async Task WatchAsync(CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var random = new Random(1);
        while (!stop.IsCancellationRequested)
        {
            // One after the other, from one verifier to the other: each answer was given after the one before it.
            for (var i = 0; i < 20 && !stop.IsCancellationRequested && load.SomeChanged(random) is { } changed; i++) await AskAsync(http, changed, i);
            await Task.Delay(Pace, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync(HttpClient http, Guid id, int number)
    {
        foreach (var turn in (int[])[0, 1, 0])
        {
            try
            {
                using var answer = await http.PostAsJsonAsync(new Uri(system.Verifiers[(number + turn) % system.Verifiers.Count].Url, "api/v1/credentials/verify"), new { id }, CancellationToken.None);
                if (!answer.IsSuccessStatusCode) continue;
                using var verdict = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(CancellationToken.None));
                var version = verdict.RootElement.GetProperty("version").GetInt32();
                Verdicts++;
                if (_seen.TryGetValue(id, out var before) && version < before) Backwards++;
                else _seen[id] = version;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException or JsonException)
            {
                // The replica was killed, or its database is away.
            }
        }
    }
}
