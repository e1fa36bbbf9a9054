using Issuance.Api.Lifecycle;

namespace Issuance.Api.Batches;

/// <summary>What a batch does to each of its rows, by its name in the API.</summary>
internal static class BatchAction
{
    public const string Issue = "issue";
    public const string Revoke = LifecycleAction.Revoke;
    public const string Suspend = LifecycleAction.Suspend;
    public const string Reinstate = LifecycleAction.Reinstate;
    public const string Renew = LifecycleAction.Renew;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Issue, Revoke, Suspend, Reinstate, Renew];
}
