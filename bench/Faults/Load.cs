using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Faults;

/// <summary>
/// Registrars that issue continuously through both replicas, each waiting for the response and a short pause before the next request.
/// Acknowledged credentials are recorded, since they must never be lost.
/// </summary>
internal sealed class Load(TestSystem system, string run) : IDisposable
{
    private const int Registrars = 8;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(long At, TimeSpan Took)> _answers = new();
    private Task _work = Task.CompletedTask;
    private int _number;

    /// <summary>The IDs of credentials answered with 201.</summary>
    public ConcurrentDictionary<Guid, byte> Acknowledged { get; } = new();

    /// <summary>Requests without a 201: refused, or cut off with their outcome unknown.</summary>
    public int Unanswered => _unanswered;

    private int _unanswered;

    /// <summary>Starts the load.</summary>
    public void Start() => _work = Task.WhenAll(Enumerable.Range(0, Registrars).Select(registrar => Task.Run(() => IssueAsync(registrar, _stop.Token))));

    /// <summary>Waits for the requests in flight, and stops.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>The median and the longest response time between two timestamps of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public (TimeSpan Median, TimeSpan Longest) Between(long from, long to)
    {
        var took = _answers.Where(answer => answer.At >= from && answer.At <= to).Select(static answer => answer.Took).Order().ToArray();
        return took.Length == 0 ? (TimeSpan.Zero, TimeSpan.Zero) : (took[took.Length / 2], took[^1]);
    }

    private async Task IssueAsync(int registrar, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(15) }.WithKey(TestKeys.All);
        while (!stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _number);
            var issuer = system.Issuers[(registrar + number) % system.Issuers.Count];
            var began = Stopwatch.GetTimestamp();
            try
            {
                using var answer = await http.PostAsJsonAsync(
                    new Uri(issuer.Url, "api/v1/credentials/issue"),
                    new { holderName = $"Holder {run} {number}", credentialType = "Fault test", issuerName = "University of Faults", metadata = new { number } },
                    CancellationToken.None);
                if (answer.StatusCode == HttpStatusCode.Created)
                {
                    using var document = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(CancellationToken.None));
                    Acknowledged.TryAdd(document.RootElement.GetProperty("credential").GetProperty("id").GetGuid(), 0);
                    _answers.Enqueue((Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(began)));
                }
                else
                {
                    Interlocked.Increment(ref _unanswered);
                }
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException or JsonException)
            {
                Interlocked.Increment(ref _unanswered); // The replica was killed, or its response was cut off.
            }

            await Task.Delay(Pace, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
