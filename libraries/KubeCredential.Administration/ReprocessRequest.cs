using System.ComponentModel;

namespace KubeCredential.Administration;

/// <summary>Which dead letters to reprocess: the named ones, those that a search finds, or all.</summary>
/// <param name="Ids">The IDs of dead letters, 1 to 1,000.</param>
/// <param name="Cause">Only those with this cause, as <c>GET /admin/dead-letters/causes</c> names it.</param>
/// <param name="Q">Only those with all of these words.</param>
public sealed record ReprocessRequest(
    [property: Description("IDs of dead letters, 1 to 1,000. Without ids, cause and q, all current dead letters are reprocessed.")] string[]? Ids = null,
    [property: Description("Only those with this cause, as GET /admin/dead-letters/causes names it; not together with ids")] string? Cause = null,
    [property: Description("Only those with all of these words, as in GET /admin/dead-letters; not together with ids")] string? Q = null)
{
    /// <summary>The maximum number of IDs in one call.</summary>
    public const int MaxIds = 1000;

    /// <summary>What is wrong with the request; empty if nothing is.</summary>
    public static Dictionary<string, string[]> Check(ReprocessRequest? request)
    {
        var errors = new Dictionary<string, string[]>();
        if (request?.Ids is not { } ids) return errors;
        if (ids.Length is < 1 or > MaxIds || ids.Contains(null)) errors["ids"] = [$"Give 1 to {MaxIds} IDs, or omit ids to reprocess all dead letters."];
        else if (request.Cause is not null || request.Q is not null) errors["ids"] = ["Give either ids, or cause and q."];
        return errors;
    }
}
