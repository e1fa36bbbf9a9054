using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KubeCredential.Docs.Tests.Commands;

/// <summary>
/// Compares an answer with the one that a page shows, by the rules that docs/contributing.md states: ids and moments are new in each run,
/// but an id, and the day of issue, means the same thing all over the page; some members may have any value; … stands for what is not shown.
/// </summary>
/// <param name="ids">What an id, a hash or the day of issue on the page is in this run. Grows with each comparison.</param>
/// <param name="any">Further members that may have any value.</param>
internal sealed partial class ExpectedAnswer(IDictionary<string, string> ids, IReadOnlyList<string> any)
{
    private const string NotShown = "…";
    private const string Today = "issueDate";
    private static readonly string[] NewByNature = [Today, "workerId", "issuedBy", "traceId", "correlationId", "keyId", "signature"];

    private readonly List<string> _differences = [];

    /// <summary>Where the answer differs from what is shown; empty where it does not.</summary>
    public IReadOnlyList<string> Differences => _differences;

    /// <summary>Compares JSON.</summary>
    /// <returns>What the page should show: itself where it is right, the answer's values where it is not.</returns>
    public string CompareJson(string expected, string actual)
    {
        var shown = JsonNode.Parse(expected);
        JsonNode? answer;
        try
        {
            answer = JsonNode.Parse(actual);
        }
        catch (JsonException)
        {
            _differences.Add($"The answer is no JSON: {actual}");
            return expected;
        }

        return JsonLayout.Write(Compare("$", null, shown, answer));
    }

    /// <summary>Compares text, line by line.</summary>
    public void CompareText(string expected, string actual)
    {
        string[] shown = expected.TrimEnd().Split('\n'), answer = actual.TrimEnd().Split('\n');
        if (shown.Length != answer.Length) _differences.Add($"The answer has {answer.Length} lines in place of {shown.Length}: {actual}");
        for (var i = 0; i < Math.Min(shown.Length, answer.Length); i++)
        {
            if (!IsText(shown[i], answer[i])) _differences.Add($"line {i + 1}: \"{answer[i]}\" in place of \"{shown[i]}\"");
        }
    }

    private JsonNode? Compare(string path, string? member, JsonNode? shown, JsonNode? answer)
    {
        if (member is not null && (NewByNature.Contains(member) || any.Contains(member)) && answer is JsonValue && shown is JsonValue)
        {
            // A later command may show this day again.
            if (member == Today) ids[shown.GetValue<string>()] = answer.GetValue<string>();
            return shown.DeepClone();
        }

        switch (shown, answer)
        {
            case (JsonObject expected, JsonObject actual):
                var result = new JsonObject();
                foreach (var (name, value) in expected.Where(static one => one.Key != NotShown))
                {
                    if (actual.ContainsKey(name)) result[name] = Compare($"{path}.{name}", name, value, actual[name]);
                    else _differences.Add($"{path}.{name} is not there");
                }

                if (expected.ContainsKey(NotShown))
                {
                    result[NotShown] = expected[NotShown]!.DeepClone();
                    return result;
                }

                foreach (var (name, value) in actual.Where(one => !expected.ContainsKey(one.Key)))
                {
                    _differences.Add($"{path}.{name} is not shown");
                    result[name] = value?.DeepClone();
                }

                return result;
            case (JsonArray expected, JsonArray actual):
                var isCut = expected is [.., JsonValue last] && last.GetValueKind() == JsonValueKind.String && last.GetValue<string>() == NotShown;
                var length = isCut ? expected.Count - 1 : expected.Count;
                if (isCut ? actual.Count < length : actual.Count != length)
                {
                    _differences.Add($"{path} has {actual.Count} elements in place of {length}");
                    return actual.DeepClone();
                }

                var items = new JsonArray();
                for (var i = 0; i < length; i++) items.Add(Compare($"{path}[{i}]", null, expected[i], actual[i]));
                if (isCut) items.Add(NotShown);
                return items;
            default:
                if (IsSame(shown, answer)) return shown?.DeepClone();
                _differences.Add($"{path} is {answer?.ToJsonString() ?? "null"} in place of {shown?.ToJsonString() ?? "null"}");
                return answer is JsonValue && answer.GetValueKind() == JsonValueKind.String ? AsOnThePage(answer.GetValue<string>()) : answer?.DeepClone();
        }
    }

    private bool IsSame(JsonNode? shown, JsonNode? answer)
    {
        if (shown is null || answer is null) return shown is null && answer is null;
        var kind = shown.GetValueKind();
        if (kind != answer.GetValueKind()) return false;
        return kind switch
        {
            JsonValueKind.String => IsText(shown.GetValue<string>(), answer.GetValue<string>()),
            JsonValueKind.Number => decimal.Parse(shown.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) == decimal.Parse(answer.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
            _ => true,
        };
    }

    /// <summary>Whether a text is the one shown. What stands for another value in this run is bound once all of it fits.</summary>
    private bool IsText(string shown, string answer)
    {
        var found = New().Matches(shown);
        var pattern = new System.Text.StringBuilder("^");
        var at = 0;
        foreach (Match one in found)
        {
            pattern.Append(Regex.Escape(shown[at..one.Index])).Append(PatternFor(one));
            at = one.Index + one.Length;
        }

        pattern.Append(Regex.Escape(shown[at..])).Append('$');
        var match = Regex.Match(answer, pattern.ToString(), RegexOptions.Singleline, TimeSpan.FromSeconds(1));
        if (!match.Success) return false;
        for (var i = 0; i < found.Count; i++)
        {
            if (!found[i].Groups["id"].Success && !found[i].Groups["hash"].Success) continue;
            var (name, value) = (found[i].Value, match.Groups[i + 1].Value);
            if (ids.TryGetValue(name, out var known) && known != value) return false;
            ids[name] = value;
        }

        return true;
    }

    /// <summary>A text of this run with the ids and the day of issue that the page has: this run's own would be wrong tomorrow.</summary>
    private string AsOnThePage(string text) => ids.Aggregate(text, static (text, one) => text.Replace(one.Value, one.Key, StringComparison.Ordinal));

    private string PatternFor(Match one) =>
        one.Groups["id"].Success ? "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
        : one.Groups["hash"].Success ? $"([0-9a-f]{{{one.Length}}})"
        : one.Groups["moment"].Success ? @"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)"
        : one.Groups["day"].Success ? $"({(ids.TryGetValue(one.Value, out var today) ? today : one.Value)})" // The day of issue; any other day is what it says.
        : "(.*?)";

    [GeneratedRegex(@"(?<id>\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)|(?<hash>\b([0-9a-f]{64}|[0-9a-f]{32})\b)|(?<moment>\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z)|(?<day>\b\d{4}-\d{2}-\d{2}\b)|(?<text>…)")]
    private static partial Regex New();
}
