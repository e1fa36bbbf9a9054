using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KubeCredential.Administration;

/// <summary>
/// What is asked of dead letters: words, each of which one must have somewhere, and a cause. An index would not help: the lists are short where all is well, and where they are long,
/// most of what is in them is what is looked for.
/// </summary>
/// <param name="events">The dead letters.</param>
/// <param name="cause">The cause that they must have, or null for any.</param>
/// <param name="words">The words that they must have, or null for any.</param>
/// <typeparam name="TEvent">An event as the service shows it.</typeparam>
internal sealed class FailedEventSearch<TEvent>(IFailedEvents<TEvent> events, string? cause, string? words)
{
    /// <summary>How many dead letters are looked through for one page.</summary>
    private const int MostForPage = 20_000;

    /// <summary>How many dead letters are looked through for their causes.</summary>
    private const int MostForCauses = 100_000;

    private const int MostCauses = 100;
    private const int Portion = 200;
    private const int ReprocessedAtOnce = ReprocessRequest.MaxIds;

    private static readonly JsonSerializerOptions s_asWritten = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };
    private readonly string[] _words = words?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Whether anything is asked.</summary>
    public bool IsNarrow => cause is not null || _words.Length > 0;

    /// <summary>A page of what is found, newest first.</summary>
    /// <param name="count">How many are wanted.</param>
    /// <param name="after">The place after which to start, or null for the beginning.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What was found, and the place after which to go on; null at the end of the list. Fewer than wanted have been found where many were looked through.</returns>
    public async Task<(List<FailedEventRow<TEvent>> Found, (DateTimeOffset At, string Id)? Next)> PageAsync(
        int count, (DateTimeOffset At, string Id)? after, CancellationToken cancellationToken)
    {
        var found = new List<FailedEventRow<TEvent>>(count);
        var read = 0;
        await foreach (var portion in PortionsAsync(after, cancellationToken))
        {
            foreach (var row in portion)
            {
                if (read >= MostForPage || found.Count == count) return (found, after);
                after = (row.At, row.Id);
                read++;
                if (IsFound(row)) found.Add(row);
            }
        }

        return (found, null);
    }

    /// <summary>The causes of all dead letters, with how many of those that are found have each.</summary>
    public async Task<DeadLetterCauses> CausesAsync(CancellationToken cancellationToken)
    {
        var causes = new Dictionary<string, (int Count, DateTimeOffset Newest)>(StringComparer.Ordinal);
        var (counted, isAll) = (0, true);
        await foreach (var portion in PortionsAsync(null, cancellationToken))
        {
            foreach (var row in portion)
            {
                var of = FailureCause.Of(row.Reason);
                if (!causes.TryGetValue(of, out var known)) known = (0, row.At);
                causes[of] = (known.Count + (HasWords(row) ? 1 : 0), known.Newest);
            }

            counted += portion.Count;
            isAll = counted < MostForCauses;
            if (!isAll) break;
        }

        var items = causes.Select(static one => new DeadLetterCause(one.Key, one.Value.Count, one.Value.Newest)).OrderByDescending(static one => one.Count).ThenByDescending(static one => one.Newest);
        return new DeadLetterCauses([.. items.Take(MostCauses)], counted, isAll && causes.Count <= MostCauses);
    }

    /// <summary>Reprocesses what is found. What dies again meanwhile is newer than what is still to be looked through, and left alone.</summary>
    /// <param name="actor">Who gave the order.</param>
    /// <param name="cancellationToken">Stops the work; what has been done is kept.</param>
    /// <returns>How many are being reprocessed.</returns>
    public async Task<long> ReprocessAsync(string actor, CancellationToken cancellationToken)
    {
        var (ids, moved) = (new List<string>(ReprocessedAtOnce), 0L);
        await foreach (var portion in PortionsAsync(null, cancellationToken))
        {
            foreach (var row in portion)
            {
                if (!IsFound(row)) continue;
                ids.Add(row.Id);
                if (ids.Count < ReprocessedAtOnce) continue;
                moved += await events.ReprocessAsync(ids, actor, cancellationToken);
                ids.Clear();
            }
        }

        return ids.Count == 0 ? moved : moved + await events.ReprocessAsync(ids, actor, cancellationToken);
    }

    private async IAsyncEnumerable<IReadOnlyList<FailedEventRow<TEvent>>> PortionsAsync(
        (DateTimeOffset At, string Id)? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var portion = await events.DeadLettersAsync(Portion, after, cancellationToken);
            yield return portion;
            if (portion.Count < Portion) yield break;
            after = (portion[^1].At, portion[^1].Id);
        }
    }

    private bool IsFound(in FailedEventRow<TEvent> row) => (cause is null || FailureCause.Of(row.Reason) == cause) && HasWords(row);

    private bool HasWords(in FailedEventRow<TEvent> row)
    {
        if (_words.Length == 0) return true;
        var text = new StringBuilder();
        AddTexts(JsonSerializer.SerializeToElement(row.Event, s_asWritten), text);
        var all = text.ToString();
        return Array.TrueForAll(_words, word => all.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Adds every text and number, each on a line of its own, so that no word is found across two of them.</summary>
    private static void AddTexts(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject()) AddTexts(member.Value, text);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) AddTexts(item, text);
                break;
            case JsonValueKind.String or JsonValueKind.Number:
                text.Append(value.ToString()).Append('\n');
                break;
            default:
                break; // true, false and null say nothing that anybody looks for.
        }
    }
}
