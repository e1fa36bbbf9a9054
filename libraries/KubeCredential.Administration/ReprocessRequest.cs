using System.ComponentModel;

namespace KubeCredential.Administration;

/// <summary>Which dead letters to try again.</summary>
/// <param name="Ids">The ids of dead letters, 1 to 1,000; left out: all that are there when the call comes.</param>
public sealed record ReprocessRequest([property: Description("Ids of dead letters, 1 to 1,000. Left out: all that are there when the call comes.")] string[]? Ids = null)
{
    /// <summary>How many ids one call takes.</summary>
    public const int MaxIds = 1000;

    /// <summary>Tells what is wrong with the request; empty when nothing is.</summary>
    public static Dictionary<string, string[]> Check(ReprocessRequest? request) =>
        request?.Ids is null || (request.Ids is { Length: >= 1 and <= MaxIds } ids && !ids.Contains(null)) ? [] : new() { ["ids"] = [$"Give 1 to {MaxIds} ids, or leave ids out to mean all."] };
}
