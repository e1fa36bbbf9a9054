using System.Text.Json.Serialization;
using KubeCredential.Text;

namespace KubeCredential.Administration;

/// <summary>Why events became dead letters.</summary>
/// <param name="Items">The causes, the most frequent first; at most 100.</param>
/// <param name="Counted">How many dead letters have been looked at, the newest first; at most 100,000.</param>
/// <param name="IsComplete">Whether all dead letters have been looked at and all of their causes are here.</param>
public sealed record DeadLetterCauses(IReadOnlyList<DeadLetterCause> Items, int Counted, bool IsComplete);

/// <summary>A cause of dead letters.</summary>
/// <param name="Cause">The reason that they share, with an ellipsis in place of IDs, times and long numbers, and at most 300 characters; empty if there is none.</param>
/// <param name="Count">How many have it; with a search, how many of those that it finds.</param>
/// <param name="Newest">When the newest with this cause became a dead letter.</param>
public sealed record DeadLetterCause(string Cause, int Count, [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Newest);
