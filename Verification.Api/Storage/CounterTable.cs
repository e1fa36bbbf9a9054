namespace Verification.Api.Storage;

/// <summary>The table of the service's running totals, of events and of verdicts.</summary>
internal static class CounterTable
{
    /// <summary>Its name.</summary>
    public const string Name = "counters";
}
