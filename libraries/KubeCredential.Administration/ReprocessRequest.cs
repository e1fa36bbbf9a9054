using System.ComponentModel;

namespace KubeCredential.Administration;

/// <summary>Which dead letters to reprocess.</summary>
/// <param name="Ids">The IDs of dead letters, 1 to 1,000. Omit it to reprocess all current ones.</param>
public sealed record ReprocessRequest([property: Description("IDs of dead letters, 1 to 1,000. Omit it to reprocess all current ones.")] string[]? Ids = null)
{
    /// <summary>The maximum number of IDs in one call.</summary>
    public const int MaxIds = 1000;

    /// <summary>What is wrong with the request; empty if nothing is.</summary>
    public static Dictionary<string, string[]> Check(ReprocessRequest? request) =>
        request?.Ids is null || (request.Ids is { Length: >= 1 and <= MaxIds } ids && !ids.Contains(null)) ? [] : new() { ["ids"] = [$"Give 1 to {MaxIds} IDs, or omit ids to reprocess all dead letters."] };
}
