using System.Globalization;
using System.Text.Json;

namespace Verification.Api.Credentials;

/// <summary>
/// Compares a credential that somebody shows with what was issued. Texts must be the same to the letter, numbers of the same value
/// however they are written, objects the same whatever the order of their properties; null is the same as nothing. Who issued it when
/// (<c>workerId</c>, <c>timestamp</c>, <c>issuedBy</c>) counts only where it is shown.
/// </summary>
internal static class ContentCheck
{
    /// <summary>How many differences are told.</summary>
    public const int MaxDifferences = 50;

    private static readonly string[] Always = ["id", "holderName", "credentialType", "issueDate", "expiryDate", "issuerName", "metadata"];
    private static readonly string[] WhereShown = ["workerId", "timestamp", "issuedBy"];

    /// <summary>The differences, in the order of the document; empty where there are none.</summary>
    public static List<DifferenceDocument> Compare(JsonElement issued, JsonElement shown)
    {
        var differences = new List<DifferenceDocument>();
        foreach (var name in Always) CompareMember(name, Member(issued, name), Member(shown, name), differences);
        foreach (var name in WhereShown)
        {
            if (Member(shown, name) is { } value) CompareMember(name, Member(issued, name), value, differences);
        }

        foreach (var property in shown.EnumerateObject())
        {
            if (!Always.Contains(property.Name) && !WhereShown.Contains(property.Name)) Compare(property.Name, Member(issued, property.Name), OrNull(property.Value), differences);
        }

        return differences;
    }

    private static void CompareMember(string name, JsonElement? issued, JsonElement? shown, List<DifferenceDocument> differences)
    {
        // An id is the same in capitals.
        if (name == "id" && issued is { ValueKind: JsonValueKind.String } one && shown is { ValueKind: JsonValueKind.String } other
            && Guid.TryParseExact(one.GetString(), "D", out var first) && Guid.TryParseExact(other.GetString()!.Trim(), "D", out var second) && first == second)
        {
            return;
        }

        Compare(name, issued, shown, differences);
    }

    private static void Compare(string path, JsonElement? issued, JsonElement? shown, List<DifferenceDocument> differences)
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
                foreach (var property in left.EnumerateObject()) Compare($"{path}.{property.Name}", OrNull(property.Value), Member(right, property.Name), differences);
                foreach (var property in right.EnumerateObject())
                {
                    if (!left.TryGetProperty(property.Name, out _)) Compare($"{path}.{property.Name}", null, OrNull(property.Value), differences);
                }

                break;
            case JsonValueKind.Array:
                var before = differences.Count;
                var (issuedLength, shownLength) = (left.GetArrayLength(), right.GetArrayLength());
                for (var i = 0; i < Math.Max(issuedLength, shownLength) && differences.Count < MaxDifferences; i++)
                {
                    Compare(
                        string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), i < issuedLength ? OrNull(left[i]) : null, i < shownLength ? OrNull(right[i]) : null, differences);
                }

                // A null more or less at the end is no element's difference, but the list is another one.
                if (issuedLength != shownLength && differences.Count == before) Differ();
                break;
            case JsonValueKind.String:
                if (!string.Equals(left.GetString(), right.GetString(), StringComparison.Ordinal)) Differ();
                break;
            case JsonValueKind.Number:
                if (!JsonNumber.AreEqual(left.GetRawText(), right.GetRawText())) Differ();
                break;
        }

        void Differ() => differences.Add(new DifferenceDocument(path, issued?.Clone(), shown?.Clone()));
    }

    private static JsonElement? Member(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? OrNull(value) : null;

    private static JsonElement? OrNull(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value;
}
