using System.Globalization;
using System.Text.Json;
using KubeCredential.Text;

namespace Verification.Api.Credentials.Checks;

/// <summary>
/// Compares a presented credential with what was issued. Texts must match exactly, numbers by value however they are written, objects
/// regardless of the order of their properties; null equals a missing value. IDs, dates, timestamps and names are compared by meaning: an
/// ID in capitals, a timestamp with another offset or more zeros, and a name in another Unicode normalisation form are equal. The details of
/// the issue (<c>workerId</c>, <c>timestamp</c>, <c>issuedBy</c>) are compared only if they are presented. Its <c>status</c> and <c>version</c>, which the REST API
/// shows beside the content, are not content: they change, and what a copy says of them does not matter. The running time is linear in the size of both.
/// </summary>
internal static class ContentComparison
{
    /// <summary>How many differences are reported at most.</summary>
    public const int MaxDifferences = 50;

    private static readonly string[] Always = ["id", "holderName", "credentialType", "issueDate", "validFrom", "expiryDate", "issuerName", "metadata"];
    private static readonly string[] WhereShown = ["workerId", "timestamp", "issuedBy"];

    private static readonly string[] Beside = ["status", "version"];

    /// <summary>The members of a credential as the REST API shows it.</summary>
    public static readonly string[] Members = [.. Always, .. WhereShown, .. Beside];

    /// <summary>The differences, in document order; empty if there are none.</summary>
    public static List<DifferenceDocument> Compare(JsonElement issued, JsonElement shown)
    {
        var differences = new List<DifferenceDocument>();
        var (left, right) = (MembersOf(issued), MembersOf(shown));
        foreach (var name in Always) CompareMember(name, Member(left, name), Member(right, name), differences);
        foreach (var name in WhereShown)
        {
            if (Member(right, name) is { } value) CompareMember(name, Member(left, name), value, differences);
        }

        foreach (var property in shown.EnumerateObject())
        {
            if (differences.Count >= MaxDifferences) break;
            if (!Members.Contains(property.Name)) Compare(new Place(null, property.Name), Member(left, property.Name), OrNull(property.Value), differences);
        }

        return differences;
    }

    private static void CompareMember(string name, JsonElement? issued, JsonElement? shown, List<DifferenceDocument> differences)
    {
        if (issued is { ValueKind: JsonValueKind.String } left && shown is { ValueKind: JsonValueKind.String } right && AreSame(name, left.GetString()!, right.GetString()!)) return;
        Compare(new Place(null, name), issued, shown, differences);
    }

    /// <summary>Whether two texts are equal for this member: names in the same normalisation form; dates, timestamps and IDs by value; all others exactly.</summary>
    public static bool AreSame(string name, string issued, string shown) => name switch
    {
        "id" => Guid.TryParseExact(issued, "D", out var first) && Guid.TryParseExact(shown.Trim(), "D", out var second) && first == second,
        "holderName" or "credentialType" or "issuerName" => string.Equals(UnicodeText.ToNfc(issued), UnicodeText.ToNfc(shown), StringComparison.Ordinal),
        "issueDate" or "validFrom" or "expiryDate" => DayOf(issued) is { } first && DayOf(shown) == first,
        "timestamp" => Rfc3339.TryParse(issued, out DateTimeOffset first) && Rfc3339.TryParse(shown, out DateTimeOffset second) && first == second,
        _ => string.Equals(issued, shown, StringComparison.Ordinal),
    };

    /// <summary>A date, also if it was written as midnight in UTC by a client that has no type for dates.</summary>
    private static DateOnly? DayOf(string text) =>
        Rfc3339.TryParse(text, out DateOnly day) ? day
        : Rfc3339.TryParse(text, out DateTimeOffset moment) && moment.TimeOfDay == TimeSpan.Zero ? DateOnly.FromDateTime(moment.UtcDateTime)
        : null;

    private static void Compare(Place place, JsonElement? issued, JsonElement? shown, List<DifferenceDocument> differences)
    {
        if (differences.Count >= MaxDifferences) return;
        if (issued is null && shown is null) return;
        if (issued is not { } left || shown is not { } right || left.ValueKind != right.ValueKind)
        {
            Differ();
            return;
        }

        switch (left.ValueKind)
        {
            case JsonValueKind.Object:
                CompareObjects(place, left, right, differences);
                break;
            case JsonValueKind.Array:
                var before = differences.Count;
                CompareArrays(place, left, right, differences);
                // Nulls at the end of only one list make no element differ, but the lists are not equal.
                if (left.GetArrayLength() != right.GetArrayLength() && differences.Count == before) Differ();
                break;
            case JsonValueKind.String:
                if (!string.Equals(left.GetString(), right.GetString(), StringComparison.Ordinal)) Differ();
                break;
            case JsonValueKind.Number:
                if (!JsonNumber.AreEqual(left.GetRawText(), right.GetRawText())) Differ();
                break;
        }

        void Differ() => differences.Add(new DifferenceDocument(place.ToString(), issued?.Clone(), shown?.Clone()));
    }

    private static void CompareObjects(Place place, JsonElement issued, JsonElement shown, List<DifferenceDocument> differences)
    {
        var right = MembersOf(shown);
        foreach (var property in issued.EnumerateObject())
        {
            if (differences.Count >= MaxDifferences) return;
            Compare(new Place(place, $".{property.Name}"), OrNull(property.Value), Member(right, property.Name), differences);
        }

        var left = MembersOf(issued);
        foreach (var property in shown.EnumerateObject())
        {
            if (differences.Count >= MaxDifferences) return;
            if (!left.ContainsKey(property.Name)) Compare(new Place(place, $".{property.Name}"), null, OrNull(property.Value), differences);
        }
    }

    /// <summary>Walks both arrays together: finding an element by its index would mean walking up to it each time.</summary>
    private static void CompareArrays(Place place, JsonElement issued, JsonElement shown, List<DifferenceDocument> differences)
    {
        var (left, right) = (issued.EnumerateArray(), shown.EnumerateArray());
        for (var i = 0; differences.Count < MaxDifferences; i++)
        {
            var (hasLeft, hasRight) = (left.MoveNext(), right.MoveNext());
            if (!hasLeft && !hasRight) return;
            Compare(
                new Place(place, string.Create(CultureInfo.InvariantCulture, $"[{i}]")), hasLeft ? OrNull(left.Current) : null, hasRight ? OrNull(right.Current) : null, differences);
        }
    }

    private static Dictionary<string, JsonElement> MembersOf(JsonElement element)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject()) members[property.Name] = property.Value;
        return members;
    }

    private static JsonElement? Member(Dictionary<string, JsonElement> members, string name) => members.TryGetValue(name, out var value) ? OrNull(value) : null;

    private static JsonElement? OrNull(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value;

    /// <summary>The place of a value. Its text is built only for a difference, as paths can be long.</summary>
    private sealed class Place(Place? parent, string step)
    {
        public override string ToString() => parent + step;
    }
}
