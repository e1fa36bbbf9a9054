using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Faults;

/// <summary>
/// Registrars that issue continuously through both replicas, and every second time change the status of a credential issued before, each waiting for the response
/// and a short pause before the next request. What is acknowledged is recorded, since it must never be lost.
/// </summary>
/// <param name="system">The system.</param>
/// <param name="run">Names the holders.</param>
/// <param name="registrars">How many there are.</param>
internal sealed class Load(TestSystem system, string run, int registrars = 8) : IDisposable
{
    private const int MostChanged = 4096;
    private static readonly string[] Actions = ["suspend", "reinstate", "suspend", "revoke", "replace", "erase"];
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<(long At, TimeSpan Took)> _answers = new();
    private readonly ConcurrentQueue<Guid> _known = new();
    private readonly Guid[] _changed = new Guid[MostChanged];
    private Task _work = Task.CompletedTask;
    private int _number;
    private int _changes;
    private int _unanswered;

    /// <summary>The credentials answered with 201 or 200, with the latest version and state that an answer named.</summary>
    public ConcurrentDictionary<Guid, (int Version, string State)> Acknowledged { get; } = new();

    /// <summary>Acknowledged changes of existing credentials.</summary>
    public int Changes => _changes;

    /// <summary>How long a registrar waits between two requests.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Requests without a success: refused, or cut off with their outcome unknown.</summary>
    public int Unanswered => _unanswered;

    /// <summary>One of the credentials that were changed most recently; null if none was.</summary>
    public Guid? SomeChanged(Random random) => _changes == 0 ? null : _changed[random.Next(Math.Min(_changes, MostChanged))];

    /// <summary>Starts the load.</summary>
    public void Start() => _work = Task.WhenAll(Enumerable.Range(0, registrars).Select(registrar => Task.Run(() => WorkAsync(registrar, _stop.Token))));

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

    /// <summary>The median, the 99th percentile and the number of the answers since the last call.</summary>
    public (TimeSpan Median, TimeSpan P99, int Count) TakeAnswers()
    {
        var answers = new List<TimeSpan>();
        while (_answers.TryDequeue(out var answer)) answers.Add(answer.Took);
        answers.Sort();
        return answers.Count == 0 ? default : (answers[answers.Count / 2], answers[answers.Count * 99 / 100], answers.Count);
    }

    private async Task WorkAsync(int registrar, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(15) }.WithKey(TestKeys.All);
        var random = new Random(registrar);
        while (!stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _number);
            var issuer = system.Issuers[(registrar + number) % system.Issuers.Count];
            var began = Stopwatch.GetTimestamp();
            try
            {
                var known = number % 2 == 1 ? NextKnown() : null;
                using var answer = known is { } id ? await ChangeAsync(http, issuer, id, Actions[random.Next(Actions.Length)]) : await IssueAsync(http, issuer, number);
                if (answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
                {
                    using var document = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(CancellationToken.None));
                    foreach (var member in (string[])["credential", "superseded"])
                    {
                        if (document.RootElement.TryGetProperty(member, out var credential)) Acknowledge(credential);
                    }

                    if (known is not null && document.RootElement.GetProperty("changed").GetBoolean()) _changed[(Interlocked.Increment(ref _changes) - 1) % MostChanged] = known.Value;
                    _answers.Enqueue((Stopwatch.GetTimestamp(), Stopwatch.GetElapsedTime(began)));
                }
                else if (answer.StatusCode != HttpStatusCode.Conflict) // What a credential's state does not allow is an answer too.
                {
                    Interlocked.Increment(ref _unanswered);
                }
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException or JsonException)
            {
                Interlocked.Increment(ref _unanswered); // The replica was killed, or its response was cut off.
            }

            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The credential that has not been changed for longest, or null; it goes to the end of the queue, so that it is changed again later.</summary>
    private Guid? NextKnown()
    {
        if (!_known.TryDequeue(out var id)) return null;
        _known.Enqueue(id);
        return id;
    }

    private void Acknowledge(JsonElement credential)
    {
        var (id, version, state) = (credential.GetProperty("id").GetGuid(), credential.GetProperty("version").GetInt32(), credential.GetProperty("status").GetProperty("state").GetString()!);
        Acknowledged.AddOrUpdate(id, (version, state), (_, before) => before.Version >= version ? before : (version, state));
        if (version == 1) _known.Enqueue(id);
    }

    private Task<HttpResponseMessage> IssueAsync(HttpClient http, DotnetService issuer, int number) => http.PostAsJsonAsync(
        new Uri(issuer.Url, "api/v1/credentials/issue"),
        new { holderName = $"Holder {run} {number}", credentialType = "Fault test", issuerName = "University of Faults", metadata = new { number } },
        CancellationToken.None);

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient http, DotnetService issuer, Guid id, string action) => http.PostAsJsonAsync(
        new Uri(issuer.Url, $"api/v1/credentials/{id}/{action}"),
        action switch
        {
            "reinstate" => new Dictionary<string, string>(),
            "erase" => new() { ["reason"] = "other", ["confirm"] = id.ToString() },
            _ => new() { ["reason"] = "administrative" },
        },
        CancellationToken.None);
}
