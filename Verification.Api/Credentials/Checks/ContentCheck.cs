using System.Globalization;
using System.Text.Json;
using KubeCredential.Events;
using KubeCredential.Storage.Audit;

namespace Verification.Api.Credentials.Checks;

/// <summary>Whether the content still exists, and whether that of the presented credential matches it.</summary>
internal sealed class ContentCheck : ICredentialCheck
{
    private static readonly Refusal s_differs = new(AuditOutcome.Different, "This credential does not match what was issued here.");

    public string Name => CheckDocument.Content;

    public CheckResult Check(in CheckInput input)
    {
        if (input.Known.Json is not { } json || input.Known.IsErased)
        {
            var erased = input.Known.Status is { State: CredentialState.Erased } status ? status : null;
            var (when, reason) = erased is not null ? ($" on {StatusText.DayOf(erased)}", StatusText.ReasonOf(erased)) : ("", "");
            return CheckResult.Fail(
                DetailCode.ContentErased,
                $"The issuer erased the content{when}, so that there is nothing left to compare.{reason}",
                new Refusal(AuditOutcome.Erased, $"The issuer erased this credential{when}.{reason}"),
                erased is not null ? StatusText.DayOf(erased) : "", erased?.Reason ?? "");
        }

        if (input.Shown is not { } shown) return CheckResult.Unchecked(DetailCode.ContentNotShown, "Only an ID was given, so there is no content to compare.");
        using var issued = JsonDocument.Parse(json);
        var differences = ContentComparison.Compare(issued.RootElement, shown);
        if (differences.Count == 0) return CheckResult.Pass(DetailCode.ContentMatches, "The content matches what was issued.");
        var places = differences.Count switch
        {
            1 => "1 place",
            >= ContentComparison.MaxDifferences => string.Create(CultureInfo.InvariantCulture, $"{ContentComparison.MaxDifferences} places or more"),
            var count => string.Create(CultureInfo.InvariantCulture, $"{count} places"),
        };
        return CheckResult.Fail(DetailCode.ContentDiffers, $"The content differs from what was issued in {places}.", s_differs, differences.Count.ToString(CultureInfo.InvariantCulture)) with { Differences = differences };
    }
}
