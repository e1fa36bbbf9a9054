namespace Issuance.Api.Batches;

/// <summary>The states of a batch, by their names in the API and in the database.</summary>
internal static class BatchState
{
    /// <summary>Its file is still arriving. Nobody sees it.</summary>
    public const string Uploading = "uploading";

    /// <summary>Its rows are being checked; nothing is written.</summary>
    public const string Validating = "validating";

    /// <summary>Its rows have been checked; it waits to be confirmed.</summary>
    public const string Ready = "ready";

    /// <summary>Its valid rows are being carried out.</summary>
    public const string Running = "running";

    /// <summary>It waits to be resumed.</summary>
    public const string Paused = "paused";

    /// <summary>All its valid rows have been carried out, or could not be.</summary>
    public const string Done = "done";

    /// <summary>Somebody cancelled it. Rows that were done stay done.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Its file cannot be read; <c>problem</c> says why.</summary>
    public const string Refused = "refused";

    /// <summary>Whether nothing happens to it any more.</summary>
    public static bool IsFinal(string state) => state is Done or Cancelled or Refused;
}
