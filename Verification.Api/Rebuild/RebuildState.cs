namespace Verification.Api.Rebuild;

/// <summary>The states of a rebuild. The values are stored in the database.</summary>
internal static class RebuildState
{
    public const string Requested = "requested";
    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";
}
